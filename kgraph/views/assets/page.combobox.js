/* A combobox: a field with a list of hits below it, after the ARIA Authoring Practices. */
import { element } from "./page.dom.js";

/**
 * Something that can be chosen.
 * @typedef {object} Hit
 * @property {string} label
 * @property {string} [more] a second, smaller line
 * @property {() => void} take
 */

/**
 * Give a field its list, and return what fills and closes it.
 * @param {HTMLInputElement} input
 * @param {HTMLElement} list
 * @param {() => void} search called when the reader has written something
 * @returns {{ show: (found: Hit[], remarks: string[]) => void, close: () => void }}
 */
export function combobox(input, list, search) {
  /** @type {Hit[]} */
  let hits = [];
  /** Place of the hit that Enter takes; -1 for none. */
  let at = -1;

  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    at = -1;
  };
  /** @type {(index: number) => void} */
  const point = (index) => {
    at = index;
    list.querySelectorAll("[role=option]").forEach((item, i) => {
      item.setAttribute("aria-selected", String(i === at));
      if (i === at) item.scrollIntoView({ block: "nearest" });
    });
    if (at >= 0) input.setAttribute("aria-activedescendant", `${list.id}-${at}`);
    else input.removeAttribute("aria-activedescendant");
  };
  const clear = () => {
    input.value = "";
    close();
  };
  /** @type {(index: number) => void} */
  const take = (index) => {
    const hit = hits.at(index);
    if (!hit) return;
    clear();
    hit.take();
  };
  /** @type {(hit: Hit, index: number) => HTMLElement} */
  const option = ({ label, more }, index) => {
    /** @type {(event: PointerEvent) => void} */
    const pointerdown = (event) => {
      event.preventDefault();
      take(index);
    };
    const id = `${list.id}-${index}`;
    return element("li", { role: "option", id, "aria-selected": "false", on: { pointerdown } },
      label, more ? element("small", {}, more) : null);
  };
  /** @type {(sentence: string) => HTMLElement} */
  const remark = (sentence) => (
    element("li", { role: "option", "aria-disabled": "true", "aria-selected": "false" }, sentence));
  /** @type {(found: Hit[], remarks: string[]) => void} */
  const show = (found, remarks) => {
    hits = found;
    list.replaceChildren(...hits.map(option), ...remarks.map(remark));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    point(hits.length ? 0 : -1);
  };

  input.addEventListener("input", search);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && !list.hidden) point(Math.min(at + 1, hits.length - 1));
    else if (event.key === "ArrowUp" && !list.hidden) point(Math.max(at - 1, 0));
    else if (event.key === "Enter" && at >= 0) take(at);
    else if (event.key === "Escape") clear();
    else return;
    event.preventDefault();
  });
  return { show, close };
}
