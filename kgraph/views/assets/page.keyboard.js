/* The diagram by keyboard: arrows go from unit to unit, Shift and arrows move the picture. */
import { box, choose, fit, network, pan, pin, reveal, zoom } from "./page.canvas.js";
import { byId, say } from "./page.dom.js";
import { scene } from "./page.scene.js";
import { onChange, select, state, update } from "./page.state.js";
import { text } from "./page.words.js";

/** @import { Point, Unit, UnitId } from "./types" */

/** @type {Record<string, [x: number, y: number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
/** How far a key moves the picture, in pixels, and a node, in units of the drawing. */
const PAN = 80, NUDGE = 20;

/**
 * The unit that the keyboard stands on; a group can be stood on without being selected.
 * @type {UnitId | null}
 */
let cursor = null;

/**
 * Return the unit nearest the middle of the view.
 * @returns {Unit | undefined}
 */
function middlemost() {
  const middle = network.getViewPosition();
  /** @type {(point: Point) => number} */
  const distance = ({ x, y }) => Math.hypot(x - middle.x, y - middle.y);
  return [...scene.units].sort((p, q) => distance(p) - distance(q))[0];
}

/**
 * Go to the next unit in a direction, by distance with a penalty for going astray.
 * @param {number} dx
 * @param {number} dy
 */
function step(dx, dy) {
  const here = (cursor !== null && scene.at(cursor)) || (state.node !== null && scene.at(state.node));
  if (!here) {
    land(middlemost());
    return;
  }
  /** @type {Unit | undefined} */
  let next, least = Infinity;
  scene.units.forEach((unit) => {
    const x = unit.x - here.x, y = unit.y - here.y;
    const along = x * dx + y * dy, astray = Math.abs(x * dy) + Math.abs(y * dx);
    if (along <= 0 || astray > along * 2.5) return;
    const cost = along + 2 * astray;
    if (cost < least) {
      least = cost;
      next = unit;
    }
  });
  land(next);
}

/**
 * Stand on a unit.
 * @param {Unit | undefined} unit
 */
function land(unit) {
  if (!unit) return;
  cursor = unit.id;
  reveal(unit);
  if (typeof unit.id === "number") {
    select(unit.id);
    return;
  }
  say(`${unit.label}, ${text("groupOf", { n: unit.count })}`);
  scene.node = unit.id;
  network.redraw();
}

/**
 * Move the selected node.
 * @param {number} dx
 * @param {number} dy
 */
function nudge(dx, dy) {
  const unit = state.node !== null && scene.at(state.node);
  if (unit) pin(Number(unit.id), { x: unit.x + dx * NUDGE, y: unit.y + dy * NUDGE });
}

/** Do what Enter does: open the group, go to the details of the node, or begin. */
function enter() {
  if (typeof cursor === "string") choose(cursor);
  else if (state.node !== null) byId("details").focus();
  else step(1, 0);
}

/** Deselect. */
function leave() {
  cursor = null;
  update({ node: null, edge: null });
}

/** @type {Record<string, () => void>} */
const KEYS = {
  "+": () => zoom(1.25),
  "=": () => zoom(1.25),
  "-": () => zoom(0.8),
  0: () => fit(),
  Enter: enter,
  " ": enter,
  Escape: leave,
};

box.addEventListener("keydown", (event) => {
  const arrow = ARROWS[event.key], act = KEYS[event.key];
  if (arrow && event.altKey) nudge(...arrow);
  else if (arrow && event.shiftKey) pan(arrow[0] * PAN, arrow[1] * PAN);
  else if (arrow) step(...arrow);
  else if (act) act();
  else return;
  event.preventDefault();
});

onChange((change) => {
  const reselected = change.node !== undefined || change.edge !== undefined;
  if (reselected && typeof cursor !== "string") cursor = state.node;
});
