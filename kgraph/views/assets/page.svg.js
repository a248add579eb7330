/* A brush that writes down as SVG what the painter paints. */
import { svgElement } from "./page.dom.js";
import { SvgPath, short } from "./page.shapes.js";

/** @import { Brush } from "./types" */

/** How far below a baseline of this name SVG's own is, as a share of the size of the text. */
const BASELINES = { top: 0.8, middle: 0.33, bottom: -0.2 };

/**
 * The part of the canvas interface that the painter uses.
 * @implements {Brush}
 */
export class SvgBrush extends SvgPath {
  /** @param {CanvasRenderingContext2D} ruler measures text */
  constructor(ruler) {
    super();
    /** @type {SVGElement[]} */
    this.parts = [];
    this.ruler = ruler;
    /** @type {number[]} */
    this.dash = [];
    this.globalAlpha = 1;
    this.lineWidth = 1;
    this.font = "";
    /** @type {Brush["fillStyle"]} */
    this.fillStyle = "";
    /** @type {Brush["strokeStyle"]} */
    this.strokeStyle = "";
    /** @type {CanvasLineJoin} */
    this.lineJoin = "miter";
    /** @type {CanvasTextAlign} */
    this.textAlign = "start";
    /** @type {CanvasTextBaseline} */
    this.textBaseline = "alphabetic";
  }

  /** Begin a new path. */
  beginPath() {
    this.d = "";
  }

  /**
   * Set the dashes of the lines to come.
   * @param {number[]} dash
   */
  setLineDash(dash) {
    this.dash = dash;
  }

  /**
   * Measure text in the present font.
   * @param {string} label
   * @returns {TextMetrics}
   */
  measureText(label) {
    this.ruler.font = this.font;
    return this.ruler.measureText(label);
  }

  /**
   * Return the opacity as an attribute; null for none.
   * @returns {number | null}
   */
  opacity() {
    return this.globalAlpha === 1 ? null : short(this.globalAlpha);
  }

  /** Fill the path. */
  fill() {
    this.parts.push(svgElement("path", { d: this.d, fill: String(this.fillStyle), opacity: this.opacity() }));
  }

  /** Stroke the path. */
  stroke() {
    this.parts.push(svgElement("path", {
      d: this.d, fill: "none", stroke: String(this.strokeStyle), "stroke-width": this.lineWidth,
      "stroke-dasharray": this.dash.length ? this.dash.join(" ") : null, opacity: this.opacity(),
    }));
  }

  /**
   * Write text.
   * @param {string} content
   * @param {number} x
   * @param {number} y
   * @param {Record<string, string | number>} paint attributes of fill and stroke
   */
  label(content, x, y, paint) {
    const [, weight, size] = /^(\d+)?\s*([\d.]+)px/.exec(this.font) || [null, "400", "12"];
    const shift = BASELINES[/** @type {keyof typeof BASELINES} */ (this.textBaseline)] ?? 0;
    const anchor = this.textAlign === "center" ? "middle" : this.textAlign === "right" ? "end" : "start";
    this.parts.push(svgElement("text", {
      x: short(x), y: short(y + shift * Number(size)), "font-size": size, "font-weight": weight || 400,
      "font-family": "sans-serif", "text-anchor": anchor, opacity: this.opacity(), ...paint,
    }, content));
  }

  /**
   * Write filled text.
   * @param {string} content
   * @param {number} x
   * @param {number} y
   */
  fillText(content, x, y) {
    this.label(content, x, y, { fill: String(this.fillStyle) });
  }

  /**
   * Write the outline of text.
   * @param {string} content
   * @param {number} x
   * @param {number} y
   */
  strokeText(content, x, y) {
    this.label(content, x, y, {
      fill: "none", stroke: String(this.strokeStyle), "stroke-width": this.lineWidth,
      "stroke-linejoin": "round",
    });
  }
}
