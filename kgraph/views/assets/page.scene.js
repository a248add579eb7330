/* The scene: which units and lines the diagram holds, where they are, and which of them are brought out. */
import { data } from "./page.payload.js";
import { edges, isGrouped, measure, nodes, spreadLanes, state, visible } from "./page.state.js";
import { name, words } from "./page.words.js";

/** @import { Box, Line, Palette, Point, Scene, Unit, UnitId } from "./types" */

/** With more units or lines than this, the diagram is painted in slices. */
const CROWDED = 2500;
const RADIUS = 12;
/** With at most so many units, no mark has a smaller radius on the screen, in pixels. */
const FEW = 500, LEAST = 3.2;
const GROUP = "group:";

/** @type {Map<UnitId, Point>} */
const places = new Map(data.network.nodes.map(({ id, x, y }) => [id, { x, y }]));
/** @type {Map<UnitId, number>} */
const radii = new Map();
/** @type {Map<UnitId, Unit>} */
const units = new Map();

/** @type {Scene} */
export const scene = {
  units: [], edges: [], near: new Set(), strong: new Set(), cut: new Set(), node: null, edge: null,
  focused: false, moving: false, crowded: false, scale: 1,
  extent: { left: -100, right: 100, top: -100, bottom: 100 },
  bounds: { left: 0, right: 0, top: 0, bottom: 0 },
  // Read from the style sheet before the first painting.
  colours: /** @type {Palette} */ ({}),
  size: (unit) => radii.get(unit.id) ?? RADIUS,
  radius: (unit) => radiusAt(scene.scale, unit),
  at: (id) => units.get(id),
};

/**
 * What a question brings out: the nodes and relationships of a path, and the nodes that a removal cuts off.
 * @type {{ near: Iterable<number> | null, strong: Iterable<number>, cut: Set<number> }}
 */
export const marked = { near: null, strong: [], cut: new Set() };

/**
 * Return the id of the group that stands for a kind.
 * @param {string} kind
 * @returns {string}
 */
const groupId = (kind) => GROUP + kind;

/**
 * Return the kind that a group stands for, or null for a node.
 * @param {UnitId | null} id
 * @returns {string | null}
 */
export const kindOfGroup = (id) => (
  typeof id === "string" && id.startsWith(GROUP) ? id.slice(GROUP.length) : null);

/**
 * Return the unit that shows a node: itself or its group.
 * @param {number} id
 * @returns {Unit | undefined}
 */
export const unitFor = (id) => units.get(id) || (nodes[id] && units.get(groupId(nodes[id].kind)));

/**
 * Return the radius of a unit's mark in drawing units.
 * @param {number} scale pixels for a drawing unit
 * @param {Pick<Unit, "id">} unit
 * @returns {number}
 */
export function radiusAt(scale, unit) {
  return Math.max(scene.size(unit), scene.units.length > FEW ? 0 : LEAST / scale);
}

/** Give each node the radius that the chosen measure says. */
function setRadii() {
  radii.clear();
  const values = (measure()?.values ?? []).map((value) => (value !== null && value > 0 ? value : 0));
  const most = values.reduce((high, value) => Math.max(high, value), 0);
  nodes.forEach((node) => {
    radii.set(node.id, most ? 8 + 15 * Math.sqrt(values[node.id] / most) : RADIUS);
  });
}

/** Make units and lines of what is visible. */
export function arrange() {
  setRadii();
  units.clear();
  /** @type {Map<string, number>} */
  const members = new Map();
  nodes.forEach((node, id) => {
    if (!visible.nodes[id]) return;
    if (isGrouped(node)) {
      members.set(node.kind, (members.get(node.kind) || 0) + 1);
      return;
    }
    const { x, y } = placeOf(id);
    const gone = state.removed === id;
    const pinned = state.pins.has(id);
    units.set(id, { id, x, y, kind: node.kind, label: name(node), change: node.change, gone, pinned });
  });
  addGroups(members);
  setSides();
  scene.edges = linesOf();
  scene.units = [...units.values()];
  scene.crowded = scene.edges.length > CROWDED || scene.units.length > CROWDED;
  scene.extent = extent();
}

/**
 * Return where a node stands.
 * @param {number} id
 * @returns {Point}
 */
function placeOf(id) {
  return state.pins.get(id) ?? places.get(id) ?? { x: 0, y: 0 };
}

/**
 * Return the lines: a relationship each, but one bundle between two groups or a group and a node.
 * @returns {Line[]}
 */
function linesOf() {
  /** @type {Line[]} */
  const lines = [];
  /** @type {Map<string, Line & { count: number }>} */
  const bundles = new Map();
  edges.forEach((edge, id) => {
    if (!visible.edges[id] || edge.from === state.removed || edge.to === state.removed) return;
    const start = nodes[edge.from], end = nodes[edge.to];
    if (!isGrouped(start) && !isGrouped(end)) {
      lines.push(edge);
      return;
    }
    const from = isGrouped(start) ? groupId(start.kind) : edge.from;
    const to = isGrouped(end) ? groupId(end.kind) : edge.to;
    const key = [String(from), String(to)].sort().join(" ");
    const bundle = bundles.get(key);
    if (bundle) {
      bundle.count += 1;
      return;
    }
    /** @type {Line & { count: number }} */
    const first = { id: `bundle:${key}`, from, to, type: edge.type, status: "stated", count: 1, lane: 0 };
    bundles.set(key, first);
    lines.push(first);
  });
  spreadLanes([...bundles.values()]);
  return lines;
}

/** Where columns have a meaning, put labels beside the marks, so that the rows are left to the marks. */
function setSides() {
  if (!data.guides.sides && !data.guides.bodies) return;
  let first = Infinity;
  units.forEach((unit) => { if (!unit.group) first = Math.min(first, unit.x); });
  units.forEach((unit) => {
    if (unit.group) return;
    if (unit.x <= first + 1) unit.side = "left"; else if (data.guides.sides) unit.side = "right";
  });
}

/**
 * Return what tells of places: nothing while kinds stand for their nodes, as on a ring nothing stands at its
 * date or in its column.
 * @param {Unit[]} list
 * @returns {typeof data.guides}
 */
export const guidesOf = (list) => (list.every((unit) => unit.group) ? {} : data.guides);

/**
 * Put the groups on a ring around whatever has been opened.
 * @param {Map<string, number>} members how many nodes each group stands for, by kind
 */
function addGroups(members) {
  const opened = [...units.values()];
  const box = opened.length ? boundsOf(opened) : { left: 0, right: 0, top: 0, bottom: 0 };
  const x = (box.left + box.right) / 2, y = (box.top + box.bottom) / 2;
  const kinds = data.kindOrder.filter((kind) => members.has(kind));
  const radius = opened.length
    ? Math.hypot(box.right - box.left, box.bottom - box.top) / 2 + 160
    : Math.max(170, kinds.length * 34);
  const most = Math.max(...members.values(), 1), grow = Math.max(1, radius / (opened.length ? 400 : 550));
  kinds.forEach((kind, index) => {
    const angle = -Math.PI / 2 + (2 * Math.PI * index) / kinds.length;
    const id = groupId(kind), count = members.get(kind) ?? 0;
    radii.set(id, (20 + 24 * Math.sqrt(count / most)) * grow);
    units.set(id, {
      id, x: x + radius * Math.cos(angle), y: y + radius * Math.sin(angle),
      kind, group: true, count, label: words(data.kinds[kind].words),
    });
  });
}

/**
 * Return the room that units take, labels below them included.
 * @param {Unit[]} list
 * @returns {Box}
 */
export function boundsOf(list) {
  const box = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  list.forEach((unit) => {
    const r = scene.radius(unit);
    box.left = Math.min(box.left, unit.x - r);
    box.right = Math.max(box.right, unit.x + r);
    box.top = Math.min(box.top, unit.y - r);
    box.bottom = Math.max(box.bottom, unit.y + r + 22);
  });
  return box;
}

/**
 * Return the room that the whole scene takes now.
 * @returns {Box}
 */
export function extent() {
  return scene.units.length ? boundsOf(scene.units) : { left: -100, right: 100, top: -100, bottom: 100 };
}

/** Bring out what is selected or marked and what is next to it. */
export function mark() {
  scene.node = state.node;
  scene.edge = state.edge;
  scene.cut = marked.cut;
  scene.near = new Set();
  scene.strong = new Set();
  if (marked.near) {
    scene.near = new Set(marked.near);
    scene.strong = new Set(marked.strong);
  } else if (state.edge !== null && edges[state.edge]) {
    scene.near.add(edges[state.edge].from).add(edges[state.edge].to);
    scene.strong.add(state.edge);
  } else if (state.node !== null && units.has(state.node)) {
    scene.near.add(state.node);
    scene.edges.forEach((line) => {
      if (line.from !== state.node && line.to !== state.node) return;
      scene.near.add(line.from).add(line.to);
      scene.strong.add(line.id);
    });
  } else if (data.changes.same && state.node === null && state.edge === null) {
    // A comparison is about what changed; the rest is there to find one's way.
    scene.units.forEach((unit) => { if (unit.group || unit.change !== "same") scene.near.add(unit.id); });
    scene.edges.forEach((line) => {
      if (line.change && line.change !== "same") scene.near.add(line.from).add(line.to);
    });
  }
  if (scene.cut.size) {
    scene.cut.forEach((id) => scene.near.add(id));
    if (state.removed !== null) scene.near.add(state.removed);
  }
  scene.focused = scene.near.size > 0;
}

/**
 * Draw a unit somewhere else, until the scene is arranged anew.
 * @param {UnitId} id
 * @param {Point} point
 */
export function moveUnit(id, { x, y }) {
  const unit = units.get(id);
  if (unit) Object.assign(unit, { x, y });
}

/**
 * Return the units among `ids` that the scene holds.
 * @param {Iterable<UnitId>} ids
 * @returns {Unit[]}
 */
export const unitsOf = (ids) => [...ids].flatMap((id) => units.get(id) ?? []);
