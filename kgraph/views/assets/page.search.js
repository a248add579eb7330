/* The search for a node by any of its names. */
import { combobox } from "./page.combobox.js";
import { byId, say } from "./page.dom.js";
import { data } from "./page.payload.js";
import { isGrouped, nodes, select, state, update, visible } from "./page.state.js";
import { fold } from "./page.text.js";
import { find, name, text, words } from "./page.words.js";

/** Hits that are listed. */
const MOST = 12;
const input = byId("search", HTMLInputElement);
const { show, close } = combobox(input, byId("hits"), search);

/**
 * Return what a hit says below the name: the kind, the alias that matched, and whether it is hidden now.
 * @param {number} id
 * @returns {string}
 */
function more(id) {
  const node = nodes[id], wanted = fold(input.value).trim();
  const matches = (/** @type {string} */ label) => fold(label).includes(wanted);
  const alias = matches(name(node)) ? null : node.aliases?.find(matches);
  const parts = [words(data.kinds[node.kind].words), alias, !visible.nodes[id] && text("hiddenNow")];
  return parts.filter(Boolean).join(" · ");
}

/** Show the hits of what is written. */
function search() {
  if (!input.value.trim()) {
    close();
    return;
  }
  const hits = find(input.value), remarks = [];
  if (!hits.length) remarks.push(text("noMatch"));
  if (hits.length > MOST) remarks.push(text("more", { n: hits.length - MOST }));
  show(hits.slice(0, MOST).map((id) => (
    { label: name(nodes[id]), more: more(id), take: () => take(id) })), remarks);
  say(hits.length ? text("hits", { n: hits.length }) : text("noMatch"));
}

/**
 * Select a node, and open its group where it is in one.
 * @param {number} id
 */
function take(id) {
  const { kind } = nodes[id];
  if (visible.nodes[id] && isGrouped(nodes[id])) {
    update({ node: id, edge: null, open: new Set([...state.open, kind]), filtered: true });
  } else select(id);
}
