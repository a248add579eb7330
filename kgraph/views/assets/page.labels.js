/* Labels of marks and lines: where there is room for them, and painting them there. */
import { data } from "./page.payload.js";
import { rectangle } from "./page.shapes.js";
import { text, words } from "./page.words.js";

/** @import { Brush, Curve, Line, Palette, Scene, Unit } from "./types" */

/** @typedef {[left: number, top: number, right: number, bottom: number]} Area */
/** @typedef {"below" | "above" | "right" | "left"} Side */

const LINE_HEIGHT = 1.16;
const MOST_LETTERS = 34;
/** On the screen, a principal label for each area of so many square pixels, and never more than so many. */
const ROOM = 14000, MOST_PRINCIPAL = 24;
/** How much a plate behind a label hides of the lines that it crosses. */
const PLATE = 0.78;

/** @type {Map<string, { rows: string[], width: number }>} */
const wrapped = new Map();

/**
 * Break a label into at most two rows.
 * @param {string} label
 * @param {Brush} ctx
 * @param {number} width
 * @returns {{ rows: string[], width: number }}
 */
export function wrap(label, ctx, width) {
  const key = `${ctx.font}\n${label}`;
  const known = wrapped.get(key);
  if (known) return known;
  /** @type {string[]} */
  const rows = [];
  let row = "";
  label.split(/\s+/).forEach((word) => {
    const longer = row ? `${row} ${word}` : word;
    if (row && ctx.measureText(longer).width > width) {
      rows.push(row);
      row = word;
    } else row = longer;
  });
  rows.push(row);
  const cut = rows.slice(0, 2).map((part) => (
    part.length > MOST_LETTERS ? `${part.slice(0, MOST_LETTERS - 2)}…` : part));
  if (rows.length > 2) cut[1] = `${cut[1].slice(0, MOST_LETTERS - 2).replace(/[\s…]+$/, "")}…`;
  const result = { rows: cut, width: Math.max(...cut.map((part) => ctx.measureText(part).width)) };
  if (wrapped.size > 20000) wrapped.clear();
  wrapped.set(key, result);
  return result;
}

/** Areas that are taken, by the cells of a grid, so that only neighbours need to be compared. */
class TakenAreas {
  /** @param {number} cell width and height of a cell */
  constructor(cell) {
    this.cell = cell;
    /** @type {Map<number, Area[]>} */
    this.cells = new Map();
  }

  /**
   * Return the cells that an area touches.
   * @param {Area} area
   * @returns {number[]}
   */
  keys([left, top, right, bottom]) {
    /** @type {number[]} */
    const keys = [];
    for (let i = Math.floor(left / this.cell); i <= Math.floor(right / this.cell); i += 1) {
      for (let j = Math.floor(top / this.cell); j <= Math.floor(bottom / this.cell); j += 1) {
        keys.push(i * 1e6 + j);
      }
    }
    return keys;
  }

  /**
   * Take an area.
   * @param {Area} area
   */
  add(area) {
    this.keys(area).forEach((key) => {
      const areas = this.cells.get(key);
      if (areas) areas.push(area); else this.cells.set(key, [area]);
    });
  }

  /**
   * Tell whether nothing of an area is taken.
   * @param {Area} area
   * @returns {boolean}
   */
  free([left, top, right, bottom]) {
    return !this.keys([left, top, right, bottom]).some((key) => this.cells.get(key)?.some(
      (area) => area[0] < right && area[2] > left && area[1] < bottom && area[3] > top));
  }
}

/**
 * Return the units near the part of the diagram that is painted, the most important first.
 * @param {Scene} scene
 * @param {Unit[]} units
 * @returns {Unit[]}
 */
function byImportance(scene, units) {
  /** @type {(unit: Unit) => number} */
  const weight = (unit) => (unit.id === scene.node ? 1e6 : 0) + (scene.cut.has(unit.id) ? 1e5 : 0)
    + (scene.focused && scene.near.has(unit.id) ? 1e4 : 0) + (unit.group ? 1e3 : 0) + scene.size(unit);
  return units.map((unit) => /** @type {const} */ ([weight(unit), unit]))
    .sort((p, q) => q[0] - p[0] || (p[1].id < q[1].id ? -1 : 1))
    .map((pair) => pair[1]);
}

/**
 * Return how many of the most important units are labelled before the rest, over the marks of the rest where
 * they have to: whoever stands in the middle of a crowd is whom the reader looks for.
 * @param {Scene} scene
 * @param {Unit[]} ordered
 * @returns {number}
 */
function principals({ bounds, scale, size }, ordered) {
  const least = ordered.length ? size(ordered[ordered.length - 1]) : 0;
  const area = (bounds.right - bounds.left) * (bounds.bottom - bounds.top) * scale * scale;
  const most = Math.min(MOST_PRINCIPAL, Math.round(area / ROOM));
  const equal = ordered.findIndex((unit) => size(unit) <= least);
  return Math.min(most, equal);
}

/**
 * Return the first side of a unit's mark where its label has room.
 * @param {Scene} scene
 * @param {Unit} unit
 * @param {{ width: number, height: number, gap: number }} size
 * @param {TakenAreas[]} taken
 * @returns {{ side: Side, x: number, y: number, area: Area } | null}
 */
function roomFor(scene, unit, { width, height, gap }, taken) {
  const { left, right, top, bottom } = scene.bounds;
  /** @type {Side[]} */
  const sides = unit.side ? [unit.side] : ["below", "above", "right", "left"];
  for (const side of sides) {
    const x = side === "right" ? unit.x + gap : side === "left" ? unit.x - gap - width : unit.x - width / 2;
    const y = side === "below" ? unit.y + gap
      : side === "above" ? unit.y - gap - height : unit.y - height / 2;
    /** @type {Area} */
    const area = [x, y, x + width, y + height];
    const inside = x > left && x + width < right && y > top && y + height < bottom;
    const free = taken.every((areas) => areas.free(area));
    if (unit.id === scene.node || (free && (unit.side || inside))) return { side, x, y, area };
  }
  return null;
}

/**
 * Paint the labels of the units. They cover neither marks nor one another: the selected, the near and the
 * large choose first among the four sides of their mark. A label without room waits for a closer look, but
 * those of the most important cover small marks where nothing else is free.
 * @param {Brush} ctx
 * @param {Scene} scene
 * @param {Palette} c
 * @returns {Generator<void, TakenAreas>} the areas that are taken now
 */
export function* paintLabels(ctx, scene, c) {
  const px = 1 / scene.scale;
  const size = Math.min(Math.max(13 * scene.scale, 11.5), 15) * px;
  const { left, right, top, bottom } = scene.bounds;
  const inside = scene.units.filter((unit) => unit.x > left - 60 * px && unit.x < right + 60 * px
    && unit.y > top - 40 * px && unit.y < bottom + 20 * px);
  const ordered = byImportance(scene, inside), first = principals(scene, ordered);
  /** Labels and the marks of the principal units; marks of the others. */
  const taken = new TakenAreas(90 * px), marks = new TakenAreas(90 * px);
  if (!scene.crowded) {
    ordered.forEach((unit, place) => {
      const r = scene.radius(unit);
      (place < first ? taken : marks).add([unit.x - r, unit.y - r, unit.x + r, unit.y + r]);
    });
  }
  let shown = 0, tried = 0;
  const most = scene.crowded ? (scene.scale < 0.35 ? 30 : 140) : 400;
  for (const [place, unit] of ordered.entries()) {
    if (shown >= most || (scene.crowded && tried > 1500)) break;
    const faint = scene.focused && !scene.near.has(unit.id);
    if (faint && scene.crowded) continue;
    tried += 1;
    if (tried % 60 === 0) yield;
    ctx.textBaseline = "top";
    ctx.lineJoin = "round";
    ctx.font = `${unit.id === scene.node || unit.group ? 650 : 450} ${size.toFixed(2)}px ${c.font}`;
    const { rows, width } = wrap(unit.label, ctx, size * (unit.side ? 13 : 10.5));
    const height = rows.length * size * LINE_HEIGHT, gap = scene.radius(unit) * 1.15 + 4 * Math.min(px, 2);
    const room = { width, height, gap };
    const spot = roomFor(scene, unit, room, [taken, marks])
      ?? (place < first ? roomFor(scene, unit, room, [taken]) : null);
    if (!spot) continue;
    taken.add(spot.area);
    shown += 1;
    paintPlate(ctx, c, spot.area, faint ? PLATE * 0.32 : PLATE);
    ctx.globalAlpha = faint ? 0.32 : 1;
    ctx.strokeStyle = c.halo;
    ctx.lineWidth = 3.4 * Math.min(px, 2.2);
    ctx.fillStyle = c.ink;
    ctx.textAlign = spot.side === "right" ? "left" : spot.side === "left" ? "right" : "center";
    const x = spot.side === "right" ? spot.x : spot.side === "left" ? spot.x + width : unit.x;
    rows.forEach((row, i) => outlined(ctx, row, x, spot.y + i * size * LINE_HEIGHT));
  }
  ctx.globalAlpha = 1;
  return taken;
}

/**
 * Paint what sets a label off from the lines behind it.
 * @param {Brush} ctx
 * @param {Palette} c
 * @param {Area} area
 * @param {number} alpha
 */
function paintPlate(ctx, c, [left, top, right, bottom], alpha) {
  ctx.globalAlpha = alpha;
  ctx.fillStyle = c.halo;
  ctx.beginPath();
  rectangle(ctx, { left, top, right, bottom });
  ctx.fill();
}

/**
 * Paint text with a halo around it.
 * @param {Brush} ctx
 * @param {string} label
 * @param {number} x
 * @param {number} y
 */
export function outlined(ctx, label, x, y) {
  ctx.strokeText(label, x, y);
  ctx.fillText(label, x, y);
}

/**
 * Paint the words of the lines that are brought out, where neither a mark nor its label is in the way.
 * @param {Brush} ctx
 * @param {Scene} scene
 * @param {Palette} c
 * @param {{ labels: [Line, Curve & { loop: false }][], taken: TakenAreas }} given
 */
export function paintLineLabels(ctx, scene, c, { labels, taken: areas }) {
  const px = 1 / scene.scale;
  const taken = scene.units.length < 400
    ? scene.units.map((unit) => [unit.x, unit.y, scene.radius(unit) + 2 * px]) : [];
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.lineJoin = "round";
  ctx.font = `${11.5 * px}px ${c.font}`;
  labels.forEach(([line, shape]) => {
    const label = line.count ? text("parallel", { n: line.count }) : words(data.types[line.type]);
    const half = ctx.measureText(label).width / 2 + 3 * px, y = shape.my;
    if (taken.some((t) => Math.abs(t[0] - shape.mx) < t[2] + half && Math.abs(t[1] - y) < 14 * px)) return;
    if (!areas.free([shape.mx - half, y - 7 * px, shape.mx + half, y + 7 * px])) return;
    taken.push([shape.mx, y, half]);
    ctx.strokeStyle = c.halo;
    ctx.lineWidth = 4 * px;
    ctx.fillStyle = c.accent;
    outlined(ctx, label, shape.mx, y);
  });
}
