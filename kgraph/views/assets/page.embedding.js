/* A page in a frame: what the reader selects, hides and thinks away is told to the page around it. */
import { data } from "./page.payload.js";
import { marked } from "./page.scene.js";
import { edgeByKey, edges, nodeByUri, nodes, onChange, state, update } from "./page.state.js";

/** @import { FrameView, StateChange } from "./types" */

const { embedded, synced } = document.documentElement.dataset;
// A frame without an origin, as in a notebook, cannot name that of the page around it.
const around = location.origin === "null" ? "*" : location.origin;

/**
 * Return the address of what is selected; empty where nothing is.
 * @returns {string}
 */
function selected() {
  const { node, edge } = state;
  return node !== null ? nodes[node].uri : edge !== null ? edges[edge].key : "";
}

/**
 * Return what the reader has chosen, in names that outlast this page.
 * @returns {FrameView}
 */
function chosen() {
  const { from, until, removed } = state;
  return {
    selected: selected(),
    without: removed === null ? "" : nodes[removed].uri,
    hidden: {
      kinds: [...state.kinds].sort(), relationships: [...state.types].sort(),
      statuses: [...state.statuses].sort(),
      sources: [...state.sources].map((index) => data.sources[index].uri).sort(),
    },
    period: from === null || until === null ? null : [from, until],
    lost: [...marked.cut].map((id) => nodes[id].uri).sort(),
  };
}

/**
 * Choose what the page around wants; what it does not name stays, and what this page lacks is left out.
 * @param {Partial<FrameView>} wanted
 */
function choose(wanted) {
  /** @type {StateChange} */
  const change = { filtered: true };
  if (wanted.selected !== undefined) {
    const node = nodeByUri.get(wanted.selected) ?? null;
    const edge = edgeByKey.get(wanted.selected) ?? null;
    Object.assign(change, { node, edge: node === null ? edge : null });
  }
  if (wanted.without !== undefined) change.removed = nodeByUri.get(wanted.without) ?? null;
  const { kinds, relationships, statuses, sources } = wanted.hidden ?? {};
  if (kinds) change.kinds = new Set(kinds);
  if (relationships) change.types = new Set(relationships);
  if (statuses) change.statuses = new Set(statuses);
  if (sources) {
    const hidden = new Set(sources);
    change.sources = new Set([...data.sources.keys()].filter((index) => hidden.has(data.sources[index].uri)));
  }
  if (wanted.period) [change.from, change.until] = wanted.period;
  update(change);
}

/** Tell the page around what is chosen; the page of a notebook may choose, too. */
export function joinFrame() {
  if ((embedded ?? synced) === undefined || window.parent === window) return;
  let heard = 0;
  const tell = (about = {}) => window.parent.postMessage({ ...about, view: chosen(), heard }, around);
  onChange(({ node, edge }) => tell(node === undefined && edge === undefined ? {} : { about: selected() }));
  if (synced === undefined) return;
  window.addEventListener("message", ({ source, data: wanted }) => {
    if (source !== window.parent || !wanted?.view) return;
    heard = wanted.sent;
    choose(wanted.view);
  });
  tell();
}
