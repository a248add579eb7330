/* The whole picture, whatever part the screen shows, with its legend: to save and to print. */
import { paint } from "./page.paint.js";
import { data } from "./page.payload.js";
import { extent, guidesOf, radiusAt, scene } from "./page.scene.js";
import { dashOf, outline, rectangle } from "./page.shapes.js";
import { words } from "./page.words.js";

/** @import { Brush, Palette, Unit } from "./types" */

/** Width and height of an entry of the legend, in pixels. */
const ENTRY = { width: 215, height: 24 };
/** Room for what is above and around the drawing, in pixels. */
const HEADING = 50, GUIDES = 44, AROUND = 80, LABELS = 170;

/**
 * The room of a whole picture, in drawing units.
 * @typedef {object} Frame
 * @property {number} left
 * @property {number} top
 * @property {number} width
 * @property {number} height
 * @property {number} scale pixels for a drawing unit
 * @property {boolean} titled whether its title stands above it
 * @property {{ left: number, top: number, perRow: number }} legend
 */

/**
 * Return what the legend names: kinds with their marks, then statuses with their lines.
 * @returns {{ words: string, kind?: string, status?: string }[]}
 */
function legendEntries() {
  const kinds = data.kindOrder.filter((kind) => scene.units.some((unit) => unit.kind === kind));
  const statuses = Object.keys(data.statuses)
    .filter((status) => scene.edges.some((line) => !line.count && line.status === status));
  return [
    ...kinds.map((kind) => ({ kind, words: words(data.kinds[kind].words) })),
    ...statuses.map((status) => ({ status, words: words(data.statuses[status]) })),
  ];
}

/**
 * Return the room of the whole picture with its legend below.
 * @returns {Frame}
 */
export function wholeFrame() {
  const area = roomOf(1, HEADING), width = Math.max(area.right - area.left, 640);
  const perRow = Math.max(1, Math.floor(width / ENTRY.width));
  const rows = Math.ceil(legendEntries().length / perRow);
  const left = (area.left + area.right) / 2 - width / 2, height = area.bottom - area.top;
  return {
    left, top: area.top, width, height: height + rows * ENTRY.height + 20, scale: 1, titled: true,
    legend: { left: left + 30, top: area.bottom, perRow },
  };
}

/**
 * Return the room of the whole picture on a sheet of so many pixels, with its legend beside it; the sheet has
 * the title.
 * @param {number} across
 * @param {number} down
 * @returns {Frame}
 */
export function pageFrame(across, down) {
  const entries = legendEntries().length + 1, bare = extent();
  const perRow = Math.ceil(entries * ENTRY.height / down), beside = perRow * ENTRY.width + 10;
  const around = roomOf(1, 0), width = bare.right - bare.left, height = bare.bottom - bare.top;
  const edge = { x: around.right - around.left - width, y: around.bottom - around.top - height };
  const scale = Math.min((across - beside - edge.x) / width, (down - edge.y) / height, 1.6);
  const area = roomOf(scale, 0), wide = area.right - area.left + beside / scale;
  const tall = Math.max(area.bottom - area.top, Math.ceil(entries / perRow) * ENTRY.height / scale);
  return {
    left: area.left, top: area.top, width: wide, height: tall, scale, titled: false,
    legend: { left: area.right + 15 / scale, top: area.top + ENTRY.height / scale, perRow },
  };
}

/**
 * Return the room of the drawing with what is above it and the labels at its sides.
 * @param {number} scale
 * @param {number} heading
 * @returns {import("./types").Box}
 */
function roomOf(scale, heading) {
  const area = { ...extent() }, { sides, bodies, columns, axis } = guidesOf(scene.units), px = 1 / scale;
  area.left -= (sides || bodies ? LABELS : AROUND) * px;
  area.right += (sides ? LABELS : AROUND) * px;
  area.top -= (heading + (columns || axis ? GUIDES : 0) + 20) * px;
  area.bottom += 55 * px;
  return area;
}

/**
 * Draw the whole picture with heading and legend.
 * @param {Brush} ctx
 * @param {Frame} frame
 * @param {Palette} colours
 */
export function drawWhole(ctx, { left, top, width, height, scale, titled, legend }, colours) {
  const right = left + width, bottom = top + height, px = 1 / scale;
  const bounds = {
    left, top: titled ? top + 30 * px : top,
    right: titled ? right : legend.left, bottom: titled ? legend.top - 10 : bottom,
  };
  ctx.fillStyle = colours.surface;
  ctx.beginPath();
  rectangle(ctx, { left, top, right, bottom });
  ctx.fill();
  const radius = (/** @type {Pick<Unit, "id">} */ unit) => radiusAt(scale, unit);
  paint(ctx, { ...scene, scale, radius, colours, moving: false, bounds });
  ctx.textAlign = "left";
  ctx.textBaseline = "top";
  ctx.fillStyle = colours.ink;
  if (titled) {
    ctx.font = `650 ${19 * px}px ${colours.font}`;
    ctx.fillText(words(data.title), left + 20 * px, top + 14 * px);
  }
  legendEntries().forEach((entry, index) => {
    const x = legend.left + (index % legend.perRow) * ENTRY.width * px;
    const y = legend.top + Math.floor(index / legend.perRow) * ENTRY.height * px;
    drawSample(ctx, { ...entry, x, y, px }, colours);
    ctx.fillStyle = colours.ink;
    ctx.font = `450 ${13 * px}px ${colours.font}`;
    ctx.textBaseline = "middle";
    ctx.fillText(entry.words, x + 18 * px, y);
  });
}

/**
 * Draw the mark of a kind, or the line of a status.
 * @param {Brush} ctx
 * @param {{ kind?: string, status?: string, x: number, y: number, px: number }} entry
 * @param {Palette} colours
 */
function drawSample(ctx, { kind, status, x, y, px }, colours) {
  ctx.lineWidth = px;
  ctx.beginPath();
  if (kind) {
    ctx.fillStyle = data.kinds[kind].colour;
    ctx.strokeStyle = colours.mark;
    outline(ctx, data.kinds[kind].shape, x, y, 6.5 * px);
    ctx.fill();
    ctx.stroke();
    return;
  }
  ctx.strokeStyle = colours.ink;
  ctx.setLineDash(dashOf(status ?? "").map((part) => part * px));
  ctx.moveTo(x - 12 * px, y);
  ctx.lineTo(x + 12 * px, y);
  ctx.stroke();
  ctx.setLineDash([]);
}
