/* What the reader takes along: the picture as PNG or SVG, a table as CSV, the state as a link. */
import { byId, element, saveFile, say, svgElement } from "./page.dom.js";
import { palette } from "./page.paint.js";
import { data } from "./page.payload.js";
import { drawWhole, wholeFrame } from "./page.picture.js";
import { state } from "./page.state.js";
import { SvgBrush } from "./page.svg.js";
import { edgeTable, nodeTable } from "./page.table.js";
import { text, words } from "./page.words.js";

/** @import { Column } from "./types" */
/** @import { Frame } from "./page.picture.js" */

const MOST_PIXELS = 8000;

/**
 * Return a canvas and its context.
 * @param {number} width
 * @param {number} height
 * @returns {[HTMLCanvasElement, CanvasRenderingContext2D]}
 */
function newCanvas(width, height) {
  const canvas = element("canvas", { width: Math.round(width), height: Math.round(height) });
  const ctx = canvas.getContext("2d");
  if (!ctx) throw new Error("the browser has no canvas left");
  return [canvas, ctx];
}

/** Save the picture as PNG. */
function savePng() {
  const box = wholeFrame();
  const scale = Math.min(2, MOST_PIXELS / Math.max(box.width, box.height));
  const [canvas, ctx] = newCanvas(box.width * scale, box.height * scale);
  ctx.scale(scale, scale);
  ctx.translate(-box.left, -box.top);
  drawWhole(ctx, box, palette());
  canvas.toBlob((blob) => { if (blob) saveFile(`${data.view}.png`, blob); }, "image/png");
}

/**
 * Return a whole picture as an SVG element.
 * @param {Frame} box
 * @returns {SVGElement}
 */
export function svgPicture(box) {
  const brush = new SvgBrush(newCanvas(1, 1)[1]);
  drawWhole(brush, box, palette());
  const viewBox = [box.left, box.top, box.width, box.height].map(Math.round).join(" ");
  const size = { width: Math.round(box.width), height: Math.round(box.height), viewBox, role: "img" };
  return svgElement("svg", size, svgElement("title", {}, words(data.title)), ...brush.parts);
}

/**
 * Return the picture as the text of an SVG file.
 * @returns {string}
 */
export const svgText = () => new XMLSerializer().serializeToString(svgPicture(wholeFrame()));

/**
 * Return a value as a cell of CSV. What a spreadsheet would take for a formula begins with an apostrophe
 * (OWASP, CSV injection).
 * @param {string | number} value
 * @returns {string}
 */
function csvCell(value) {
  const formula = typeof value !== "number" && /^[\s\u00a0]*[=+\-@\t\r]/.test(value);
  const cell = formula ? `'${value}` : String(value);
  return /[",;\n\r]/.test(cell) ? `"${cell.replaceAll("\"", "\"\"")}"` : cell;
}

/**
 * Return a table as CSV, nodes with their IRI.
 * @param {"nodes" | "edges"} tab
 * @returns {string}
 */
export function csvText(tab) {
  if (tab === "edges") {
    const { columns, rows } = edgeTable();
    return csv(columns, rows);
  }
  const { columns, rows } = nodeTable();
  return csv([...columns, { key: "uri", title: () => "uri", of: (node) => node.uri }], rows);
}

/**
 * Return rows as CSV with a heading; the mark at the start tells spreadsheets that it is UTF-8.
 * @template {import("./types").PageItem} Item
 * @param {Column<Item>[]} columns
 * @param {Item[]} rows
 * @returns {string}
 */
function csv(columns, rows) {
  const lines = [
    columns.map((column) => column.title()),
    ...rows.map((item) => columns.map((column) => (column.written ?? column.of)(item))),
  ];
  return `\ufeff${lines.map((line) => line.map(csvCell).join(",")).join("\r\n")}\r\n`;
}

byId("png").addEventListener("click", savePng);
byId("svg").addEventListener("click", () => {
  saveFile(`${data.view}.svg`, new Blob([svgText()], { type: "image/svg+xml" }));
});
byId("csv").addEventListener("click", () => {
  const tab = state.tab === "edges" ? "edges" : "nodes";
  saveFile(`${data.view}-${tab}.csv`, new Blob([csvText(tab)], { type: "text/csv;charset=utf-8" }));
  say(text("csvNote"));
});
byId("print").addEventListener("click", () => window.print());
byId("link").addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(location.href);
    say(text("copied"));
  } catch {
    say(text("notCopied"));
  }
});
