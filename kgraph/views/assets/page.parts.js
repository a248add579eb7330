/* Small parts that several panels show: the mark of a kind, the line of a status, the button of a node. */
import { svgElement, textButton } from "./page.dom.js";
import { markPicture } from "./page.marks.js";
import { data } from "./page.payload.js";
import { dashOf } from "./page.shapes.js";
import { nodes, select } from "./page.state.js";
import { name } from "./page.words.js";

/**
 * Return the mark of a kind as a small picture.
 * @param {string} kind
 * @returns {SVGElement}
 */
export function swatch(kind) {
  return markPicture(data.kinds[kind]);
}

/**
 * Return the line of a status as a small picture.
 * @param {string} status
 * @returns {SVGElement}
 */
export function lineSample(status) {
  const dash = dashOf(status).join(" ") || "none";
  return svgElement("svg", { width: 26, height: 10, "aria-hidden": "true", focusable: "false" },
    svgElement("path",
      { d: "M1 5H25", stroke: "var(--ink)", "stroke-width": "2", "stroke-dasharray": dash }));
}

/**
 * Return a button with the name of a node, which selects it.
 * @param {number} id
 * @returns {HTMLButtonElement}
 */
export const nodeButton = (id) => textButton(name(nodes[id]), () => select(id));
