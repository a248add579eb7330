/* The diagram on the screen: vis-network moves and zooms it, the painter draws it. */
import { asidePainter } from "./page.aside.js";
import { byId } from "./page.dom.js";
import { paint, palette } from "./page.paint.js";
import {
  arrange, boundsOf, extent, guidesOf, kindOfGroup, mark, marked, moveUnit, scene, unitFor,
} from "./page.scene.js";
import { curve, distanceTo } from "./page.shapes.js";
import { onChange, select, state, update } from "./page.state.js";

/** @import { Box, Palette, Point, Unit, UnitId } from "./types" */

/** The frame of the diagram. */
export const box = byId("canvas");

/** @type {vis.DataSet<vis.Item>} */
const items = new vis.DataSet();

/**
 * Draw nothing for vis-network, which only needs to know how large a unit is.
 * @param {{ id: UnitId }} unit
 * @returns {{ drawNode: () => void, nodeDimensions: { width: number, height: number } }}
 */
function blank(unit) {
  const size = 2.3 * scene.radius(unit);
  return { drawNode() { /* the painter does */ }, nodeDimensions: { width: size, height: size } };
}

export const network = new vis.Network(box, { nodes: items, edges: new vis.DataSet() }, {
  physics: false,
  autoResize: true,
  nodes: { shape: "custom", ctxRenderer: blank, chosen: false, font: { size: 0 } },
  interaction: {
    hover: false, selectConnectedEdges: false, multiselect: false, keyboard: false, tooltipDelay: 1e9,
    zoomSpeed: 0.7,
  },
});
const canvas = box.querySelector("canvas");
canvas?.setAttribute("aria-hidden", "true");
canvas?.removeAttribute("tabindex");
box.querySelectorAll(".vis-network").forEach((inner) => { inner.removeAttribute("tabindex"); });

/** Tell whoever waits for the page that the diagram is painted. */
function announceReady() {
  box.dataset.ready = String(scene.units.length);
}
const aside = asidePainter(box, network, scene, announceReady);

let arranged = false;

/** Make the scene anew of what is visible. */
export function rebuild() {
  arrange();
  arranged = true;
  mark();
  aside.outdate();
  fill();
}

/** Paint again with what is selected and marked now. */
export function highlight() {
  mark();
  aside.outdate();
  network.redraw();
}

/** Give vis-network the units, so that they can be dragged; a crowd it only moves as a picture. */
function fill() {
  if (scene.crowded) items.clear();
  else {
    items.remove(items.getIds().filter((id) => !scene.at(id)));
    const known = new Set(items.getIds());
    const fresh = scene.units.filter((unit) => unit.group || !known.has(unit.id));
    items.update(fresh.map(({ id, x, y }) => ({ id, x, y })));
  }
  network.redraw();
  if (!scene.crowded) announceReady();
}

/** @type {Palette | null} */
let colours = null;

/** Paint again with the colours of the page, after these have changed. */
export function repaint() {
  colours = null;
  aside.outdate();
  network.redraw();
}

network.on("beforeDrawing", (ctx) => {
  colours ||= palette();
  scene.colours = colours;
  scene.scale = network.getScale();
  const a = network.DOMtoCanvas({ x: 0, y: 0 });
  const b = network.DOMtoCanvas({ x: box.clientWidth, y: box.clientHeight });
  scene.bounds = { left: a.x, top: a.y, right: b.x, bottom: b.y };
  if (!arranged) return;
  if (scene.crowded) aside.show(ctx); else paint(ctx, scene);
});

/**
 * Fit units into the frame; without any, the whole scene.
 * @param {Unit[]} [units]
 */
export function fit(units = []) {
  const some = units.length > 0, area = some ? boundsOf(units) : extent();
  const { columns, axis, sides, bodies } = guidesOf(scene.units);
  // Labels keep their size on the screen, so the room they need beside the marks is counted in pixels.
  const beside = box.clientWidth < 600 ? 60 : 165;
  const before = sides || bodies ? beside : 55, behind = sides ? beside : 55;
  const above = columns || axis ? 50 : 0;
  const width = Math.max(box.clientWidth - before - behind, 60);
  const height = Math.max(box.clientHeight - 60 - above, 60);
  const scale = Math.min(
    width / (area.right - area.left + 20), height / (area.bottom - area.top + 20), some ? 1.4 : 1.6);
  const x = (area.left + area.right) / 2 + (behind - before) / 2 / scale;
  const y = (area.top + area.bottom) / 2 - above / 2 / scale;
  network.moveTo({ position: { x, y }, scale, animation: false });
  network.redraw();
}

/**
 * Show a part of the drawing, whatever the form of the frame.
 * @param {Box} part
 */
export function showPart({ left, right, top, bottom }) {
  if (!box.clientWidth) return;
  const scale = Math.min(box.clientWidth / (right - left), box.clientHeight / (bottom - top));
  network.moveTo({ position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale, animation: false });
  touched = true;
  network.redraw();
}

let settle = 0, touched = false, fittedFor = "";

/** Let the former picture of a crowd stand in until the reader has stopped moving it. */
function moving() {
  scene.moving = true;
  clearTimeout(settle);
  settle = window.setTimeout(() => {
    scene.moving = false;
    network.redraw();
  }, 140);
}

/**
 * Move the view sideways, in pixels.
 * @param {number} dx
 * @param {number} dy
 */
export function pan(dx, dy) {
  const { x, y } = network.getViewPosition(), scale = network.getScale();
  moving();
  network.moveTo({ position: { x: x + dx / scale, y: y + dy / scale }, animation: false });
}

/**
 * Make the picture larger or smaller.
 * @param {number} factor
 */
export function zoom(factor) {
  moving();
  network.moveTo({ scale: network.getScale() * factor, animation: false });
}
byId("zoom-in").addEventListener("click", () => zoom(1.25));
byId("zoom-out").addEventListener("click", () => zoom(0.8));
byId("zoom-fit").addEventListener("click", () => fit());

network.on("dragging", (event) => { if (event.nodes.length) follow(event.nodes[0]); else moving(); });
network.on("dragEnd", (event) => {
  const [id] = event.nodes;
  if (id === undefined) return;
  follow(id);
  if (typeof id === "number") pin(id, network.getPosition(id));
});
network.on("zoom", moving);

/**
 * Take over where vis-network has dragged a unit.
 * @param {UnitId} id
 */
function follow(id) {
  moveUnit(id, network.getPosition(id));
}

/**
 * Put a node somewhere, where it stays.
 * @param {number} id
 * @param {Point} point
 */
export function pin(id, { x, y }) {
  update({ pins: new Map(state.pins).set(id, { x: Math.round(x), y: Math.round(y) }) });
}

/**
 * Return the unit under a point.
 * @param {Point} point
 * @returns {Unit | null}
 */
function unitUnder({ x, y }) {
  const slack = 4 / network.getScale();
  let nearest = null, least = Infinity;
  scene.units.forEach((unit) => {
    const distance = Math.hypot(unit.x - x, unit.y - y) - scene.radius(unit) - slack;
    if (distance < 0 && distance < least) {
      least = distance;
      nearest = unit;
    }
  });
  return nearest;
}

/**
 * Return the number of the relationship whose line is near a point.
 * @param {Point} point
 * @returns {number | null}
 */
function edgeNear(point) {
  let nearest = null, least = 7 / network.getScale();
  scene.edges.forEach((line) => {
    const a = scene.at(line.from), b = scene.at(line.to);
    if (!a || !b || typeof line.id !== "number") return;
    const distance = distanceTo(point, curve(line, a, b, scene.radius), a, b);
    if (distance < least) {
      least = distance;
      nearest = line.id;
    }
  });
  return nearest;
}

/**
 * Select a node, or open or close a group.
 * @param {UnitId} id
 */
export function choose(id) {
  const kind = kindOfGroup(id);
  if (kind !== null) toggleGroup(kind); else select(Number(id));
}

/**
 * Open or close the group of a kind.
 * @param {string} kind
 */
export function toggleGroup(kind) {
  const open = new Set(state.open);
  if (!open.delete(kind)) open.add(kind);
  update({ open, filtered: true, refit: true });
}

network.on("click", (event) => {
  const unit = unitUnder(event.pointer.canvas);
  if (unit) {
    choose(unit.id);
    return;
  }
  const edge = edgeNear(event.pointer.canvas);
  if (edge !== null) update({ edge, node: null });
  else if (state.node !== null || state.edge !== null) update({ node: null, edge: null });
});
box.addEventListener("pointermove", (event) => {
  if (event.buttons) return;
  const frame = box.getBoundingClientRect();
  const point = network.DOMtoCanvas({ x: event.clientX - frame.left, y: event.clientY - frame.top });
  box.style.cursor = unitUnder(point) ? "pointer" : "";
});

/**
 * Bring a unit into view where it is outside.
 * @param {Unit | undefined} unit
 */
export function reveal(unit) {
  if (!unit) return;
  const { left, right, top, bottom } = scene.bounds, scale = network.getScale(), margin = 40 / scale;
  const across = unit.x >= left + margin && unit.x <= right - margin;
  if (across && unit.y >= top + margin && unit.y <= bottom - margin) return;
  const position = { x: unit.x, y: unit.y };
  network.moveTo({ position, scale: scene.crowded ? Math.max(scale, 0.6) : scale, animation: false });
}

onChange((change) => {
  if (change.node !== undefined || change.edge !== undefined) marked.near = null;
  // What vis-network knows of the places is no longer so.
  if (change.pins) items.clear();
  const anew = ["lang", "removed", "size", "pins"].some((field) => field in change);
  if (change.filtered || anew) rebuild(); else highlight();
  if (change.refit) fit();
  if (typeof change.node === "number" && state.tab === "diagram") reveal(unitFor(change.node));
});

["pointerdown", "wheel", "keydown"].forEach((kind) => {
  box.addEventListener(kind, () => { touched = true; }, { passive: true });
});
new ResizeObserver(() => {
  const size = `${box.clientWidth}x${box.clientHeight}`;
  if (!box.clientWidth || size === fittedFor) return;
  fittedFor = size;
  // Once the reader, or a step of a story, has moved the picture, it stays where it is.
  if (!touched) fit();
}).observe(box);
