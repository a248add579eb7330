/* Fields in which a node is found by name. */
import { combobox } from "./page.combobox.js";
import { element } from "./page.dom.js";
import { data, nameOf, text, words } from "./workbench.data.js";
import { get } from "./workbench.server.js";

/** @import { Thing } from "./workbench-types" */

/**
 * Let nodes be found in a field.
 * @param {HTMLInputElement} input
 * @param {HTMLElement} list
 * @param {(thing: Thing) => void} take
 * @param {string[]} [kinds] labels of the nodes that fit; all others are left out unless nothing fits
 */
export function findIn(input, list, take, kinds = []) {
  let turn = 0;
  const { show, close } = combobox(input, list, async () => {
    const wanted = input.value.trim(), mine = turn += 1;
    if (!wanted) {
      close();
      return;
    }
    /** @type {Thing[]} */
    let found;
    try {
      found = await get("/api/things", { text: wanted });
    } catch (error) {
      show([], [String(error instanceof Error ? error.message : error)]);
      return;
    }
    if (mine !== turn) return;
    const fitting = found.filter((thing) => kinds.includes(thing.kind));
    if (fitting.length) found = fitting;
    show(found.map((thing) => ({
      label: nameOf(thing), more: words(data.kinds[thing.kind]?.words) || thing.kind, take: () => take(thing),
    })), found.length ? [] : [text("noMatch")]);
  });
}

/**
 * Return a field that finds nodes, with its list.
 * @param {string} id
 * @param {string} label
 * @param {(thing: Thing, input: HTMLInputElement) => void} take
 * @param {string} [placeholder]
 * @param {string[]} [kinds]
 * @returns {HTMLElement}
 */
export function chooser(id, label, take, placeholder = text("searchHint"), kinds = []) {
  const input = element("input", {
    id, type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", "aria-expanded": "false",
    "aria-controls": `${id}-hits`, "aria-autocomplete": "list", placeholder,
  });
  const list = element("ul",
    { id: `${id}-hits`, class: "hits", role: "listbox", "aria-label": label, hidden: true });
  findIn(input, list, (thing) => take(thing, input), kinds);
  return element("div", { class: "search" }, element("label", { for: id }, label), input, list);
}
