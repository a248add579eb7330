/* Values of a row: as text for sorting and copying, and as elements in which nodes can be chosen. */
import { element, textButton } from "./page.dom.js";
import { markPicture } from "./page.marks.js";
import { data, nameOf, text, words, written } from "./workbench.data.js";

/** @import { Child } from "./page.dom.js" */
/** @import { Cell } from "./workbench-types" */

/**
 * Return a value as text.
 * @param {Cell} cell
 * @returns {string}
 */
export function cellText(cell) {
  if (cell === null) return "";
  if (typeof cell === "number") return written(cell);
  if (typeof cell !== "object") return String(cell);
  if ("list" in cell) return cell.list.map(cellText).join("; ");
  if ("path" in cell) return cell.path.map(cellText).join(" – ");
  if ("tie" in cell) return words(data.types[cell.type]) || cell.type;
  return "text" in cell ? cell.text : nameOf(cell);
}

/**
 * Return what can be explained in a value: IRIs of nodes and keys of relationships.
 * @param {Cell} cell
 * @returns {string[]}
 */
export function thingsIn(cell) {
  if (cell === null || typeof cell !== "object") return [];
  if ("list" in cell) return cell.list.flatMap(thingsIn);
  if ("path" in cell) return cell.path.flatMap(thingsIn);
  return "tie" in cell ? [cell.tie] : [cell.node];
}

/**
 * Return a value as elements.
 * @param {Cell} cell
 * @param {(about: string) => void} choose
 * @returns {Child[]}
 */
export function cellContent(cell, choose) {
  if (cell === null || typeof cell !== "object") return [cellText(cell)];
  if ("list" in cell) {
    const items = cell.list.flatMap((item, index) => [index ? "; " : null, ...cellContent(item, choose)]);
    return cell.more ? [...items, ` … ${text("more", { n: cell.more })}`] : items;
  }
  if ("path" in cell) {
    return cell.path.flatMap((part, index) => [index ? " – " : null, ...cellContent(part, choose)]);
  }
  const about = "tie" in cell ? cell.tie : cell.node;
  const button = textButton(cellText(cell), () => choose(about));
  const kind = "kind" in cell ? data.kinds[cell.kind] : undefined;
  return [element("span", { class: "thing" }, kind ? markPicture(kind) : null, button)];
}
