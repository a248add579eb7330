/* One painter for the screen, the PNG and the SVG: guides, lines, marks and labels. */
import { outlined, paintLabels, paintLineLabels, wrap } from "./page.labels.js";
import { data } from "./page.payload.js";
import { guidesOf } from "./page.scene.js";
import { curve, dashOf, outline } from "./page.shapes.js";
import { words } from "./page.words.js";

/** @import { Brush, Curve, Line, Palette, Scene, Unit } from "./types" */

/**
 * How a line is drawn; lines with the same key are drawn together.
 * @typedef {object} LineStyle
 * @property {string} key
 * @property {boolean} plain whether it has no arrowhead
 * @property {string} colour
 * @property {number} alpha
 * @property {number[]} dash
 * @property {number} width
 * @property {boolean} strong
 */
/** @typedef {{ style: LineStyle, list: { a: Unit, shape: Curve }[] }} LineBatch */
/** @typedef {Curve & { loop: false }} Arrow */

const SIGNS = { added: "+", removed: "−", changed: "~" };
const STROKES_AT_ONCE = 150, MARKS_AT_ONCE = 100;
/** With more lines brought out than this, none has its words beside it. */
const MOST_WORDED = 40;

/**
 * Return the colours of the page as the reader's theme has them.
 * @returns {Palette}
 */
export function palette() {
  const style = getComputedStyle(document.documentElement);
  /** @type {(name: string) => string} */
  const read = (name) => style.getPropertyValue(`--${name}`).trim();
  return {
    ink: read("ink"), muted: read("muted"), line: read("line"), surface: read("surface"),
    accent: read("accent"), warn: read("warn"), edge: read("edge"), mark: read("mark-line"),
    halo: read("halo"), countInk: read("count-ink"), countHalo: read("count-halo"),
    added: read("added"), removed: read("removed"), changed: read("changed"), font: read("font"),
  };
}

/**
 * Paint headings of columns, or years with a line down from each.
 * @param {Brush} ctx
 * @param {Scene} scene
 * @param {Palette} c
 */
function paintGuides(ctx, scene, c) {
  const px = 1 / scene.scale, { columns, axis } = guidesOf(scene.units), box = scene.bounds;
  ctx.textAlign = "center";
  ctx.textBaseline = "bottom";
  ctx.lineWidth = px;
  ctx.font = `600 ${12 * px}px ${c.font}`;
  ctx.fillStyle = c.muted;
  columns?.forEach((column) => {
    const { rows, width } = wrap(words(column.words), ctx, 125 * px), half = width / 2;
    const x = column.at === 0 ? Math.max(20 - half, box.left + half + 8 * px) : column.at;
    const bottom = scene.extent.top - 22 * px;
    rows.forEach((row, i) => ctx.fillText(row, x, bottom - (rows.length - 1 - i) * 14 * px));
  });
  if (!axis) return;
  const top = Math.max(box.top, -1e6) + 26 * px;
  /** @type {[number, number][]} */
  const taken = [];
  // Where the undated stand has no number that tells it, so it is said first; a year gives way to others.
  [...axis.ticks].sort((a, b) => Number("text" in a) - Number("text" in b)).forEach((tick) => {
    ctx.strokeStyle = c.line;
    ctx.beginPath();
    ctx.moveTo(tick.at, top + 4 * px);
    ctx.lineTo(tick.at, box.bottom);
    ctx.stroke();
    ctx.font = `600 ${12 * px}px ${c.font}`;
    ctx.fillStyle = c.muted;
    const said = tick.text || words(tick.words), half = ctx.measureText(said).width / 2 + 4 * px;
    if (taken.some(([left, right]) => tick.at - half < right && left < tick.at + half)) return;
    taken.push([tick.at - half, tick.at + half]);
    ctx.fillText(said, tick.at, top);
  });
}

/**
 * Return how a line is drawn.
 * @param {Line} line
 * @param {Scene} scene
 * @param {Palette} c
 * @returns {LineStyle}
 */
function lineStyle(line, scene, c) {
  const strong = scene.strong.has(line.id) || line.id === scene.edge;
  const changed = line.change !== "same" && line.change;
  const faint = !strong && scene.focused && !changed;
  const plain = Boolean(line.count);
  const colour = strong ? c.accent : changed ? c[changed] : c.edge;
  // In a comparison, what changed is brought out.
  const lifted = strong || Boolean(changed);
  const dash = changed === "removed" ? [3, 3] : dashOf(line.status);
  const width = line.count ? Math.min(1 + 0.55 * Math.log2(line.count), 7) : lifted ? 2.4 : 1.15;
  const crowd = scene.edges.length > 8000 ? 0.16 : 0.3;
  const alpha = faint ? 0.13 : lifted ? 1 : plain ? 0.5 : scene.crowded ? crowd : 0.72;
  const key = [colour, faint, dash, width, plain].join();
  return { key, plain, colour, alpha, dash, width, strong: lifted };
}

/**
 * Dip the brush.
 * @param {Brush} ctx
 * @param {LineStyle} style
 * @param {number} px
 */
function dip(ctx, style, px) {
  ctx.globalAlpha = style.alpha;
  ctx.strokeStyle = style.colour;
  ctx.fillStyle = style.colour;
  ctx.lineWidth = style.width * Math.max(1, 0.8 * px);
  ctx.setLineDash(style.dash);
}

/**
 * Paint the lines, the strong on top, and return those whose words are to be shown.
 * @param {Brush} ctx
 * @param {Scene} scene
 * @param {Palette} c
 * @returns {Generator<void, [Line, Arrow][]>}
 */
function* paintLines(ctx, scene, c) {
  const px = 1 / scene.scale, { left, right, top, bottom } = scene.bounds;
  /** @type {Map<string, LineBatch>} */
  const batches = new Map();
  /** @type {[Line, Arrow][]} */
  const labels = [];
  let seen = 0;
  for (const line of scene.edges) {
    seen += 1;
    if (seen % 2000 === 0) yield;
    const a = scene.at(line.from), b = scene.at(line.to);
    if (!a || !b) continue;
    if (Math.max(a.x, b.x) < left - 40 || Math.min(a.x, b.x) > right + 40) continue;
    if (Math.max(a.y, b.y) < top - 40 || Math.min(a.y, b.y) > bottom + 40) continue;
    const style = lineStyle(line, scene, c), shape = curve(line, a, b, scene.radius);
    const batch = batches.get(style.key);
    if (batch) batch.list.push({ a, shape }); else batches.set(style.key, { style, list: [{ a, shape }] });
    if (style.strong && !shape.loop) labels.push([line, shape]);
  }
  const ordered = [...batches.values()].sort((p, q) => Number(p.style.strong) - Number(q.style.strong));
  for (const batch of ordered) {
    yield* strokeLines(ctx, batch, px);
    if (batch.style.plain || (scene.crowded && !batch.style.strong)) yield; else fillArrowheads(ctx, batch);
  }
  ctx.globalAlpha = 1;
  return labels.length <= MOST_WORDED ? labels : [];
}

/**
 * Stroke lines of one style.
 * @param {Brush} ctx
 * @param {LineBatch} batch
 * @param {number} px
 * @returns {Generator<void, void>}
 */
function* strokeLines(ctx, { style, list }, px) {
  dip(ctx, style, px);
  for (let start = 0; start < list.length; start += STROKES_AT_ONCE) {
    if (start) {
      yield;
      dip(ctx, style, px);
    }
    ctx.beginPath();
    list.slice(start, start + STROKES_AT_ONCE).forEach(({ a, shape }) => {
      if (shape.loop) {
        ctx.moveTo(shape.x + shape.r, shape.y);
        ctx.arc(shape.x, shape.y, shape.r, 0, 2 * Math.PI);
        return;
      }
      ctx.moveTo(a.x, a.y);
      if (shape.bent) ctx.quadraticCurveTo(shape.cx, shape.cy, shape.tx, shape.ty);
      else ctx.lineTo(shape.tx, shape.ty);
    });
    ctx.stroke();
  }
  ctx.setLineDash([]);
}

/**
 * Fill the arrowheads of lines of one style.
 * @param {Brush} ctx
 * @param {LineBatch} batch
 */
function fillArrowheads(ctx, { style, list }) {
  const size = 5.5 + style.width * 1.4, half = size * 0.42;
  ctx.beginPath();
  list.forEach(({ shape }) => {
    if (shape.loop) return;
    const { tx, ty, ux, uy } = shape;
    ctx.moveTo(tx, ty);
    ctx.lineTo(tx - ux * size - uy * half, ty - uy * size + ux * half);
    ctx.lineTo(tx - ux * size + uy * half, ty - uy * size - ux * half);
    ctx.closePath();
  });
  ctx.fill();
}

/**
 * Paint the marks of the units, and on them rings, numbers and signs.
 * @param {Brush} ctx
 * @param {Scene} scene
 * @param {Palette} c
 * @returns {Generator<void, void>}
 */
function* paintMarks(ctx, scene, c) {
  const px = 1 / scene.scale, box = scene.bounds;
  /** @type {Map<string, { unit: Unit, faint: boolean, list: Unit[] }>} */
  const groups = new Map();
  const near = scene.units.filter((unit) => unit.x > box.left - 60 && unit.x < box.right + 60
    && unit.y > box.top - 60 && unit.y < box.bottom + 60);
  near.forEach((unit) => {
    const faint = scene.focused && !scene.near.has(unit.id);
    const key = [unit.kind, faint, Boolean(unit.gone), unit.change === "removed"].join("|");
    const group = groups.get(key);
    if (group) group.list.push(unit); else groups.set(key, { unit, faint, list: [unit] });
  });
  const ordered = [...groups.values()].sort((p, q) => Number(q.faint) - Number(p.faint));
  for (const { unit, faint, list } of ordered) {
    const { colour, shape } = data.kinds[unit.kind], hollow = unit.gone || unit.change === "removed";
    ctx.globalAlpha = faint ? 0.22 : 1;
    ctx.fillStyle = hollow ? c.surface : colour;
    ctx.strokeStyle = hollow ? colour : c.mark;
    ctx.lineWidth = unit.gone ? 2 : Math.max(1, 0.7 * px);
    ctx.setLineDash(hollow ? [3, 3] : []);
    for (let start = 0; start < list.length; start += MARKS_AT_ONCE) {
      ctx.beginPath();
      list.slice(start, start + MARKS_AT_ONCE)
        .forEach((one) => outline(ctx, shape, one.x, one.y, scene.radius(one)));
      ctx.fill();
      // On a mark of a few pixels, the outline would hide the colour.
      if (scene.scale * scene.radius(list[0]) > 4) ctx.stroke();
      if (start + MARKS_AT_ONCE < list.length) yield;
    }
  }
  ctx.setLineDash([]);
  ctx.globalAlpha = 1;
  near.forEach((unit) => paintAdditions(ctx, scene, c, unit));
}

/**
 * Paint the ring around a selected or cut-off unit, the number on a group, and the sign of a change.
 * @param {Brush} ctx
 * @param {Scene} scene
 * @param {Palette} c
 * @param {Unit} unit
 */
function paintAdditions(ctx, scene, c, unit) {
  const px = 1 / scene.scale, r = scene.radius(unit);
  if (unit.id === scene.node || scene.cut.has(unit.id)) {
    ctx.strokeStyle = unit.id === scene.node ? c.accent : c.warn;
    ctx.lineWidth = Math.max(2.5, 2.2 * px);
    ctx.beginPath();
    ctx.arc(unit.x, unit.y, r * 1.25 + 5, 0, 2 * Math.PI);
    ctx.stroke();
  }
  if (unit.pinned && !scene.crowded) {
    ctx.fillStyle = c.ink;
    ctx.strokeStyle = c.surface;
    ctx.lineWidth = 1.5 * px;
    ctx.beginPath();
    ctx.arc(unit.x, unit.y - r - 1 * px, 3.5 * px, 0, 2 * Math.PI);
    ctx.fill();
    ctx.stroke();
  }
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  if (unit.group) {
    ctx.font = `700 ${Math.max(12, 13 * px)}px ${c.font}`;
    ctx.lineWidth = 4 * px;
    ctx.lineJoin = "round";
    ctx.strokeStyle = c.countHalo;
    ctx.fillStyle = c.countInk;
    outlined(ctx, String(unit.count), unit.x, unit.y);
  } else if (unit.change && unit.change !== "same") {
    const colour = c[unit.change];
    ctx.font = `700 ${14 * px}px ${c.font}`;
    ctx.fillStyle = colour;
    ctx.fillText(SIGNS[unit.change], unit.x + r + 8 * px, unit.y - r - 2 * px);
    ctx.strokeStyle = colour;
    ctx.lineWidth = 2 * Math.max(1, px);
    ctx.beginPath();
    ctx.arc(unit.x, unit.y, r * 1.1 + 4 * px, 0, 2 * Math.PI);
    ctx.stroke();
  }
}

/**
 * Paint a scene in slices, so that a crowded one leaves the reader time between them.
 * @param {Brush} ctx
 * @param {Scene} scene
 * @returns {Generator<void, void>}
 */
export function* paintSlices(ctx, scene) {
  const c = scene.colours;
  paintGuides(ctx, scene, c);
  const labels = yield* paintLines(ctx, scene, c);
  yield;
  yield* paintMarks(ctx, scene, c);
  yield;
  const taken = yield* paintLabels(ctx, scene, c);
  paintLineLabels(ctx, scene, c, { labels, taken });
}

/**
 * Paint a scene in one go.
 * @param {Brush} ctx
 * @param {Scene} scene
 */
export function paint(ctx, scene) {
  const slices = paintSlices(ctx, scene);
  while (!slices.next().done);
}
