/* What the reader takes along: the picture as PNG or SVG, a table as CSV, the state as a link. */
import { byId, element, say, svgElement } from "./page.dom.js";
import { paint, palette } from "./page.paint.js";
import { data } from "./page.payload.js";
import { extent, scene } from "./page.scene.js";
import { outline, rectangle } from "./page.shapes.js";
import { state } from "./page.state.js";
import { SvgBrush } from "./page.svg.js";
import { edgeTable, nodeTable } from "./page.table.js";
import { text, words } from "./page.words.js";

/** @import { Brush, Column } from "./types" */

/** Width and height of an entry of the legend. */
const ENTRY = { width: 215, height: 24 };
const MOST_PIXELS = 8000;

/**
 * Let the reader save a file.
 * @param {string} file
 * @param {Blob} content
 */
function save(file, content) {
  const address = URL.createObjectURL(content);
  const anchor = element("a", { href: address, download: file });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

/**
 * The room of a whole picture, whatever part the screen shows, with its legend below.
 * @typedef {object} Frame
 * @property {number} left
 * @property {number} top
 * @property {number} width
 * @property {number} height
 * @property {number} legendTop
 * @property {string[]} kinds
 * @property {number} perRow
 */

/**
 * Return the room of the whole picture at reading size.
 * @returns {Frame}
 */
function frame() {
  const area = { ...extent() }, { sides, bodies, columns, axis } = data.guides;
  if (sides || bodies) area.left -= 170;
  if (sides) area.right += 170;
  const top = area.top - (columns || axis ? 110 : 70);
  const kinds = data.kindOrder.filter((kind) => scene.units.some((unit) => unit.kind === kind));
  const width = Math.max(area.right - area.left + 160, 640);
  const perRow = Math.max(1, Math.floor(width / ENTRY.width)), rows = Math.ceil(kinds.length / perRow);
  return {
    left: (area.left + area.right) / 2 - width / 2, top, width,
    height: area.bottom + 60 + rows * ENTRY.height + 20 - top, legendTop: area.bottom + 55, kinds, perRow,
  };
}

/**
 * Draw the whole picture with heading and legend.
 * @param {Brush} ctx
 * @param {Frame} box
 */
function draw(ctx, { left, top, width, height, legendTop, kinds, perRow }) {
  const colours = palette(), right = left + width, bottom = top + height;
  const bounds = { left, right, top: top + 30, bottom: legendTop - 10 };
  ctx.fillStyle = colours.surface;
  ctx.beginPath();
  rectangle(ctx, { left, top, right, bottom });
  ctx.fill();
  paint(ctx, { ...scene, scale: 1, colours, moving: false, bounds });
  ctx.textAlign = "left";
  ctx.textBaseline = "top";
  ctx.fillStyle = colours.ink;
  ctx.font = `650 19px ${colours.font}`;
  ctx.fillText(words(data.title), left + 20, top + 14);
  kinds.forEach((kind, index) => {
    const x = left + 30 + (index % perRow) * ENTRY.width;
    const y = legendTop + Math.floor(index / perRow) * ENTRY.height;
    ctx.fillStyle = data.kinds[kind].colour;
    ctx.strokeStyle = colours.mark;
    ctx.lineWidth = 1;
    ctx.beginPath();
    outline(ctx, data.kinds[kind].shape, x, y, 6.5);
    ctx.fill();
    ctx.stroke();
    ctx.fillStyle = colours.ink;
    ctx.font = `450 13px ${colours.font}`;
    ctx.textBaseline = "middle";
    ctx.fillText(words(data.kinds[kind].words), x + 14, y);
  });
}

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
  const box = frame();
  const scale = Math.min(2, MOST_PIXELS / Math.max(box.width, box.height));
  const [canvas, ctx] = newCanvas(box.width * scale, box.height * scale);
  ctx.scale(scale, scale);
  ctx.translate(-box.left, -box.top);
  draw(ctx, box);
  canvas.toBlob((blob) => { if (blob) save(`${data.view}.png`, blob); }, "image/png");
}

/**
 * Return the picture as SVG.
 * @returns {string}
 */
export function svgText() {
  const box = frame(), brush = new SvgBrush(newCanvas(1, 1)[1]);
  draw(brush, box);
  const viewBox = [box.left, box.top, box.width, box.height].map(Math.round).join(" ");
  const size = { width: Math.round(box.width), height: Math.round(box.height), viewBox, role: "img" };
  const title = svgElement("title", {}, words(data.title));
  return new XMLSerializer().serializeToString(svgElement("svg", size, title, ...brush.parts));
}

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
  save(`${data.view}.svg`, new Blob([svgText()], { type: "image/svg+xml" }));
});
byId("csv").addEventListener("click", () => {
  const tab = state.tab === "edges" ? "edges" : "nodes";
  save(`${data.view}-${tab}.csv`, new Blob([csvText(tab)], { type: "text/csv;charset=utf-8" }));
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
