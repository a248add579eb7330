/* The search: a combobox with its list of hits, after the ARIA Authoring Practices. */
import { byId, element, say } from "./page.dom.js";
import { data } from "./page.payload.js";
import { isGrouped, nodes, state, update, visible } from "./page.state.js";
import { find, fold, name, text, words } from "./page.words.js";

/** Hits that are listed. */
const MOST = 12;
const input = byId("search", HTMLInputElement);
const list = byId("hits");

/** @type {number[]} */
let hits = [];
/** Place of the hit that Enter takes; -1 for none. */
let at = -1;

/** Close the list. */
function close() {
  list.hidden = true;
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
  at = -1;
}

/**
 * Point at a hit.
 * @param {number} index
 */
function point(index) {
  at = index;
  list.querySelectorAll("[role=option]").forEach((item, i) => {
    item.setAttribute("aria-selected", String(i === at));
    if (i === at) item.scrollIntoView({ block: "nearest" });
  });
  if (at >= 0) input.setAttribute("aria-activedescendant", `hit-${at}`);
  else input.removeAttribute("aria-activedescendant");
}

/**
 * Return a hit: the name, and below it the kind, the alias that matched, and whether it is hidden now.
 * @param {number} id
 * @param {number} index
 * @returns {HTMLElement}
 */
function option(id, index) {
  const node = nodes[id], wanted = fold(input.value).trim();
  const matches = (/** @type {string} */ label) => fold(label).includes(wanted);
  const alias = matches(name(node)) ? null : node.aliases?.find(matches);
  const more = [words(data.kinds[node.kind].words), alias, !visible.nodes[id] && text("hiddenNow")];
  /** @type {(event: PointerEvent) => void} */
  const pointerdown = (event) => {
    event.preventDefault();
    take(index);
  };
  return element("li", { role: "option", id: `hit-${index}`, "aria-selected": "false", on: { pointerdown } },
    name(node), element("small", {}, more.filter(Boolean).join(" · ")));
}

/**
 * Return a line of the list that cannot be taken.
 * @param {string} sentence
 * @returns {HTMLElement}
 */
const remark = (sentence) => (
  element("li", { role: "option", "aria-disabled": "true", "aria-selected": "false" }, sentence));

/** Show the hits of what is written. */
function search() {
  hits = find(input.value);
  if (!input.value.trim()) {
    close();
    return;
  }
  const shown = hits.slice(0, MOST).map(option);
  if (!hits.length) shown.push(remark(text("noMatch")));
  if (hits.length > MOST) shown.push(remark(text("more", { n: hits.length - MOST })));
  list.replaceChildren(...shown);
  list.hidden = false;
  input.setAttribute("aria-expanded", "true");
  point(hits.length ? 0 : -1);
  say(hits.length ? text("hits", { n: hits.length }) : text("noMatch"));
}

/** Forget what is written. */
function clear() {
  input.value = "";
  close();
}

/**
 * Select a hit, and open its group where it is in one.
 * @param {number} index
 */
function take(index) {
  const id = hits.at(index);
  if (id === undefined) return;
  clear();
  const { kind } = nodes[id];
  if (visible.nodes[id] && isGrouped(nodes[id])) {
    update({ node: id, edge: null, open: new Set([...state.open, kind]), filtered: true });
  } else update({ node: id, edge: null });
}

input.addEventListener("input", search);
input.addEventListener("blur", close);
input.addEventListener("keydown", (event) => {
  const last = Math.min(hits.length, MOST) - 1;
  if (event.key === "ArrowDown" && !list.hidden) point(Math.min(at + 1, last));
  else if (event.key === "ArrowUp" && !list.hidden) point(Math.max(at - 1, 0));
  else if (event.key === "Enter" && at >= 0) take(at);
  else if (event.key === "Escape") clear();
  else return;
  event.preventDefault();
});
