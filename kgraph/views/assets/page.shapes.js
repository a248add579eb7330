/* Geometry without words or colours: outlines of marks, lines between them, and paths as SVG text. */

/** @import { Curve, Line, PathSink, Point, Scene, ShapeName, Status, Unit } from "./types" */

/** @type {Record<Status, number[]>} */
const DASH = { stated: [], inferred: [7, 5], disputed: [2, 4], unverified: [1, 3], outdated: [1, 6] };

/**
 * Return the dashes of a line with that status.
 * @param {string} status
 * @returns {number[]}
 */
export const dashOf = (status) => DASH[/** @type {Status} */ (status)] || [];

const UP = -Math.PI / 2;

/**
 * What makes a polygon look as large as a circle of radius r: its corners, the first one's direction, its
 * radius, how far down its middle is, and for a star the radius of its inner corners as a share.
 * @typedef {{ corners: number, turn: number, grow: number, sink?: number, inner?: number }} Polygon
 */
/** @type {Record<Exclude<ShapeName, "dot" | "square">, Polygon>} */
const POLYGONS = {
  diamond: { corners: 4, turn: UP, grow: 1.18 },
  triangle: { corners: 3, turn: UP, grow: 1.2, sink: 0.14 },
  triangleDown: { corners: 3, turn: -UP, grow: 1.2, sink: -0.14 },
  hexagon: { corners: 6, turn: 0, grow: 1.05 },
  star: { corners: 10, turn: UP, grow: 1.25, inner: 0.48 },
};

/**
 * Draw the outline of a mark around (x, y), about as large as a circle of radius `r`.
 * @param {PathSink} path
 * @param {ShapeName} shape
 * @param {number} x
 * @param {number} y
 * @param {number} r
 */
export function outline(path, shape, x, y, r) {
  if (shape === "dot") {
    path.moveTo(x + r, y);
    path.arc(x, y, r, 0, 2 * Math.PI);
    path.closePath();
    return;
  }
  if (shape === "square") {
    const half = r * 0.88;
    rectangle(path, { left: x - half, top: y - half, right: x + half, bottom: y + half });
    return;
  }
  const { corners, turn, grow, sink = 0, inner = 1 } = POLYGONS[shape];
  const size = r * grow, middle = y + size * sink;
  for (let i = 0; i < corners; i += 1) {
    const radius = i % 2 ? size * inner : size, angle = turn + (2 * Math.PI * i) / corners;
    const px = x + radius * Math.cos(angle), py = middle + radius * Math.sin(angle);
    if (i) path.lineTo(px, py); else path.moveTo(px, py);
  }
  path.closePath();
}

/**
 * Draw the outline of a rectangle.
 * @param {PathSink} path
 * @param {import("./types").Box} box
 */
export function rectangle(path, { left, top, right, bottom }) {
  path.moveTo(left, top);
  path.lineTo(right, top);
  path.lineTo(right, bottom);
  path.lineTo(left, bottom);
  path.closePath();
}

/**
 * Return the line of a relationship between two units.
 * @param {Line} line
 * @param {Unit} a
 * @param {Unit} b
 * @param {Scene["radius"]} radiusOf
 * @returns {Curve}
 */
export function curve(line, a, b, radiusOf) {
  if (line.from === line.to) {
    const r = radiusOf(a);
    return { loop: true, x: a.x + r + 7, y: a.y - r - 7, r: 11 };
  }
  const dx = b.x - a.x, dy = b.y - a.y, length = Math.hypot(dx, dy) || 1;
  const bend = (line.lane || 0) * Math.min(26, 9 + length * 0.05);
  const cx = (a.x + b.x) / 2 - (dy / length) * bend * 2, cy = (a.y + b.y) / 2 + (dx / length) * bend * 2;
  const away = Math.hypot(b.x - cx, b.y - cy) || 1;
  const ux = (b.x - cx) / away, uy = (b.y - cy) / away, gap = radiusOf(b) + 3;
  return {
    loop: false, cx, cy, bent: bend !== 0, ux, uy, tx: b.x - ux * gap, ty: b.y - uy * gap,
    mx: (a.x + 2 * cx + b.x) / 4, my: (a.y + 2 * cy + b.y) / 4,
  };
}

/**
 * Return the point at share `t` of a curve from `a` to `b`.
 * @param {Curve} shape
 * @param {Point} a
 * @param {Point} b
 * @param {number} t
 * @returns {Point}
 */
function pointOn(shape, a, b, t) {
  if (shape.loop) {
    const angle = 2 * Math.PI * t;
    return { x: shape.x + shape.r * Math.cos(angle), y: shape.y + shape.r * Math.sin(angle) };
  }
  const before = (1 - t) ** 2, at = 2 * t * (1 - t), after = t * t;
  return { x: before * a.x + at * shape.cx + after * b.x, y: before * a.y + at * shape.cy + after * b.y };
}

/**
 * Return how far `spot` is from a curve, measured against sixteen straight pieces of it.
 * @param {Point} spot
 * @param {Curve} shape
 * @param {Point} a
 * @param {Point} b
 * @returns {number}
 */
export function distanceTo(spot, shape, a, b) {
  let least = Infinity;
  for (let i = 0; i < 16; i += 1) {
    const p = pointOn(shape, a, b, i / 16), q = pointOn(shape, a, b, (i + 1) / 16);
    const length = (q.x - p.x) ** 2 + (q.y - p.y) ** 2 || 1;
    const along = ((spot.x - p.x) * (q.x - p.x) + (spot.y - p.y) * (q.y - p.y)) / length;
    const t = Math.max(0, Math.min(1, along));
    least = Math.min(least, Math.hypot(spot.x - p.x - t * (q.x - p.x), spot.y - p.y - t * (q.y - p.y)));
  }
  return least;
}

/**
 * Return a number with at most two decimals.
 * @param {number} value
 * @returns {number}
 */
export const short = (value) => Math.round(value * 100) / 100;

/**
 * A path that is written down as the `d` of an SVG path.
 * @implements {PathSink}
 */
export class SvgPath {
  /** Start with an empty path. */
  constructor() {
    this.d = "";
  }

  /**
   * Begin a new line.
   * @param {number} x
   * @param {number} y
   */
  moveTo(x, y) {
    this.d += `M${short(x)} ${short(y)}`;
  }

  /**
   * Go straight on.
   * @param {number} x
   * @param {number} y
   */
  lineTo(x, y) {
    this.d += `L${short(x)} ${short(y)}`;
  }

  /**
   * Go on in a curve.
   * @param {number} cx
   * @param {number} cy
   * @param {number} x
   * @param {number} y
   */
  quadraticCurveTo(cx, cy, x, y) {
    this.d += `Q${short(cx)} ${short(cy)} ${short(x)} ${short(y)}`;
  }

  /**
   * Draw a whole circle; the painter has no other arcs.
   * @param {number} x
   * @param {number} y
   * @param {number} r
   */
  arc(x, y, r) {
    const [right, left, middle, radius] = [x + r, x - r, y, r].map(short);
    const half = `A${radius} ${radius} 0 1 1`;
    this.d += `M${right} ${middle}${half} ${left} ${middle}${half} ${right} ${middle}`;
  }

  /** Go back to where the line began. */
  closePath() {
    this.d += "Z";
  }
}
