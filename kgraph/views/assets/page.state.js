/* The graph of the page, what the reader has chosen, and what is visible because of it. */
import { data } from "./page.payload.js";

/** @import { FilterField, Measure, PageEdge, PageItem, PageNode } from "./types" */
/** @import { PayloadItem, State, StateChange, Status } from "./types" */

/**
 * Number an item and fill in what Python leaves out.
 * @template {PayloadItem} Item
 * @param {Item} item
 * @param {number} id
 * @returns {Item & { id: number, status: Status }}
 */
function settle(item, id) {
  item.evidence?.forEach((entry) => { entry.status ||= "stated"; });
  return Object.assign(item, { id, status: item.status || /** @type {Status} */ ("stated") });
}

/** @type {PageNode[]} */
export const nodes = data.nodes.map(settle);
/** @type {PageEdge[]} */
export const edges = data.edges.map((edge, id) => Object.assign(settle(edge, id), { lane: 0 }));
/** Numbers of nodes by IRI, and of relationships by key. */
export const nodeByUri = new Map(nodes.map((node) => [node.uri, node.id]));
export const edgeByKey = new Map(edges.map((edge) => [edge.key, edge.id]));

/**
 * Numbers of the relationships at each node.
 * @type {number[][]}
 */
export const incident = nodes.map(() => []);
edges.forEach((edge) => {
  incident[edge.from].push(edge.id);
  if (edge.to !== edge.from) incident[edge.to].push(edge.id);
});

spreadLanes(edges);

/**
 * Give each of the lines between the same two ends a lane of its own, so that they are drawn side by side.
 * @param {{ from: number | string, to: number | string, lane: number }[]} lines
 */
export function spreadLanes(lines) {
  /** @type {Map<string, typeof lines>} */
  const pairs = new Map();
  lines.forEach((line) => {
    const key = comesFirst(line) ? `${line.from}|${line.to}` : `${line.to}|${line.from}`;
    const group = pairs.get(key);
    if (group) group.push(line); else pairs.set(key, [line]);
  });
  pairs.forEach((group) => group.forEach((line, index) => {
    line.lane = (index - (group.length - 1) / 2) * (comesFirst(line) ? 1 : -1);
  }));
}

/**
 * Tell whether a line starts at the lesser of its two ends.
 * @param {{ from: number | string, to: number | string }} line
 * @returns {boolean}
 */
function comesFirst({ from, to }) {
  return typeof from === "number" && typeof to === "number" ? from < to : String(from) < String(to);
}

/**
 * First and last year of anything dated.
 * @type {[number, number] | null}
 */
export const span = yearsOf([...nodes, ...edges]);

/**
 * Return the first and the last year that any of `items` names.
 * @param {PageItem[]} items
 * @returns {[number, number] | null}
 */
function yearsOf(items) {
  let low = Infinity, high = -Infinity;
  items.forEach((item) => item.period?.forEach((day) => {
    if (!day) return;
    const year = yearOf(day);
    low = Math.min(low, year);
    high = Math.max(high, year);
  }));
  return high >= low ? [low, high] : null;
}

/**
 * Return the year of a day in ISO 8601.
 * @param {string} day
 * @returns {number}
 */
function yearOf(day) {
  return +day.slice(0, 4);
}

/**
 * Return the state that a page opens in.
 * @returns {State}
 */
export function defaults() {
  return {
    lang: data.language, theme: "auto", tab: "diagram", node: null, edge: null, size: "degree",
    kinds: new Set(data.later), types: new Set(data.off), statuses: new Set(), sources: new Set(),
    changes: new Set(), from: span && span[0], until: span && span[1], undated: true,
    unconnected: data.later.length > 0, open: new Set(), allOpen: false, removed: null, pathFrom: null,
    pathTo: null, pathDirected: false, around: null, steps: 1, pins: new Map(), story: null, step: 0,
    sort: "",
  };
}
export const state = defaults();

/**
 * Tell whether the chosen period and an item's meet.
 * @param {PageItem} item
 * @returns {boolean}
 */
function inPeriod(item) {
  const { from, until } = state;
  if (!span || from === null || until === null) return true;
  if (from === span[0] && until === span[1] && state.undated) return true;
  if (!item.period) return state.undated;
  const [start, end] = item.period;
  return (start ? yearOf(start) : -Infinity) <= until && (end ? yearOf(end) : Infinity) >= from;
}

/**
 * Tell whether some source of an item is switched on.
 * @param {PageItem} item
 * @returns {boolean}
 */
const hasSource = (item) => !item.evidence || item.evidence.some((entry) => !state.sources.has(entry.source));

/**
 * Tell whether what became of an item is switched on.
 * @param {PageItem} item
 * @returns {boolean}
 */
const hasChange = (item) => !item.change || !state.changes.has(item.change);

/** What passes every filter: a flag per node and relationship, how many, and whether nodes are grouped. */
export const visible = {
  nodes: new Uint8Array(nodes.length), edges: new Uint8Array(edges.length), n: 0, m: 0, grouped: false,
};

/**
 * Tell which nodes lie at most so many visible relationships from one, itself included.
 * @param {number} middle
 * @param {number} steps
 * @returns {Uint8Array}
 */
function surroundings(middle, steps) {
  const found = new Uint8Array(nodes.length);
  found[middle] = 1;
  let front = [middle];
  for (let step = 0; step < steps; step += 1) {
    /** @type {number[]} */
    const next = [];
    front.forEach((here) => incident[here].forEach((id) => {
      const there = edges[id].from === here ? edges[id].to : edges[id].from;
      if (!visible.edges[id] || found[there]) return;
      found[there] = 1;
      next.push(there);
    }));
    front = next;
  }
  return found;
}

/** Work out anew what is visible. */
export function compute() {
  const own = new Uint8Array(nodes.length);
  nodes.forEach((node, id) => {
    // An undated node has no period of its own to fail by: its relationships show when it was there.
    const timely = !node.period || inPeriod(node);
    const chosen = !state.kinds.has(node.kind) && hasChange(node) && timely;
    own[id] = chosen || id === state.around ? 1 : 0;
  });
  edges.forEach((edge, id) => {
    const shown = own[edge.from] && own[edge.to] && !state.types.has(edge.type)
      && !state.statuses.has(edge.status) && hasChange(edge) && hasSource(edge) && inPeriod(edge);
    visible.edges[id] = shown ? 1 : 0;
  });
  if (state.around !== null) {
    const near = surroundings(state.around, state.steps);
    near.forEach((flag, id) => { own[id] &&= flag; });
    edges.forEach((edge, id) => { visible.edges[id] &&= near[edge.from] && near[edge.to]; });
  }
  const touched = new Uint8Array(nodes.length);
  visible.m = 0;
  edges.forEach((edge, id) => {
    if (!visible.edges[id]) return;
    visible.m += 1;
    touched[edge.from] = 1;
    touched[edge.to] = 1;
  });
  visible.n = 0;
  nodes.forEach((node, id) => {
    const backed = touched[id] || id === state.around
      || (hasSource(node) && !state.statuses.has(node.status) && !state.unconnected && inPeriod(node));
    visible.nodes[id] = own[id] && backed ? 1 : 0;
    visible.n += visible.nodes[id];
  });
  visible.grouped = visible.n > data.limit && !state.allOpen;
}

/**
 * Tell whether a node is drawn as part of its group.
 * @param {PageNode} node
 * @returns {boolean}
 */
export const isGrouped = (node) => visible.grouped && !state.open.has(node.kind);

/**
 * Return how many items are shown, and how many there are, per value.
 * @template {PageItem} Item
 * @template {string | number | undefined} Key
 * @param {Item[]} items
 * @param {Uint8Array} shown
 * @param {(item: Item) => Key[]} valuesOf
 * @returns {Map<Key, [shown: number, all: number]>}
 */
export function counts(items, shown, valuesOf) {
  /** @type {Map<Key, [shown: number, all: number]>} */
  const tally = new Map();
  items.forEach((item, id) => valuesOf(item).forEach((value) => {
    const pair = tally.get(value) ?? [0, 0];
    tally.set(value, [pair[0] + shown[id], pair[1] + 1]);
  }));
  return tally;
}

/** @type {((change: StateChange) => void)[]} */
const listeners = [];

/**
 * Call `listener` after each change of the state.
 * @param {(change: StateChange) => void} listener
 */
export function onChange(listener) {
  listeners.push(listener);
}

/**
 * Change the state and let every part of the page show it.
 * @param {StateChange} change
 */
export function update(change) {
  Object.assign(state, change);
  compute();
  listeners.forEach((listener) => {
    // With many nodes each part of the page takes a turn of its own, so that no turn is long.
    if (nodes.length > 1000) setTimeout(listener, 0, change); else listener(change);
  });
}

/**
 * Select a node; its kind is switched on where the page opens without it.
 * @param {number} id
 */
export function select(id) {
  const { kind } = nodes[id], off = new Set(state.kinds);
  const shown = data.later.includes(kind) && off.delete(kind);
  update({ node: id, edge: null, ...(shown && { kinds: off, filtered: true }) });
}

/**
 * Return `state[field]` as a set of whatever the filter's values are.
 * @param {FilterField} field
 * @returns {Set<string | number>}
 */
export const switchedOff = (field) => /** @type {Set<string | number>} */ (state[field]);

/**
 * Return the measure that sizes the marks, if one does.
 * @returns {Measure | undefined}
 */
export const measure = () => data.measures.find((entry) => entry.key === state.size);
