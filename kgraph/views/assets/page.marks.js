/* The mark of a kind of node as a small picture. */
import { svgElement } from "./page.dom.js";
import { SvgPath, outline } from "./page.shapes.js";

/** @import { Kind } from "./types" */

/**
 * Return the mark of a kind as a small picture.
 * @param {Pick<Kind, "colour" | "shape">} kind
 * @returns {SVGElement}
 */
export function markPicture({ colour, shape }) {
  const path = new SvgPath();
  outline(path, shape, 9, 9, 6.2);
  const size = { width: 18, height: 18, viewBox: "0 0 18 18" };
  return svgElement("svg", { ...size, "aria-hidden": "true", focusable: "false" },
    svgElement("path", { d: path.d, fill: colour, stroke: "var(--mark-line)", "stroke-width": "1" }));
}
