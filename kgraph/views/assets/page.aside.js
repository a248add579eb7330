/*
 * A crowded scene is painted on a canvas aside, a slice at a time, and shown when it is done. Until then, and
 * while the scene is moved, the former picture stands in for it, shifted and scaled, so that no frame
 * waits for thousands of strokes.
 */
import { element } from "./page.dom.js";
import { paintSlices } from "./page.paint.js";

/** @import { Point, Scene } from "./types" */

/** Milliseconds of painting between two turns of the browser. */
const SLICE = 12;

/** @typedef {Point & { scale: number }} Viewpoint */
/** @typedef {Viewpoint & { canvas: HTMLCanvasElement, width: number, height: number }} Picture */

/**
 * Return a painter of crowded scenes.
 * @param {HTMLElement} box the frame of the diagram
 * @param {vis.Network} network
 * @param {Scene} scene
 * @param {() => void} done called when a picture is complete
 * @returns {{ show: (ctx: CanvasRenderingContext2D) => void, outdate: () => void }}
 */
export function asidePainter(box, network, scene, done) {
  let stale = true;
  /** @type {Picture | null} */
  let painting = null;
  /** @type {Picture | null} */
  let shown = null;

  /**
   * Tell whether a picture is of what the reader looks at now.
   * @param {Picture | null} picture
   * @param {Viewpoint} view
   * @returns {boolean}
   */
  const isOf = (picture, view) => picture !== null && !stale && picture.scale === view.scale
    && picture.x === view.x && picture.y === view.y;

  /**
   * Show the picture that there is, and begin a new one where it is not up to date.
   * @param {CanvasRenderingContext2D} ctx
   */
  function show(ctx) {
    const view = { scale: network.getScale(), ...network.getViewPosition() };
    // Before the first picture is done, show as much of it as there is.
    const picture = shown ?? painting;
    if (picture) {
      const width = picture.width / picture.scale, height = picture.height / picture.scale;
      ctx.drawImage(picture.canvas, picture.x - width / 2, picture.y - height / 2, width, height);
    }
    const fits = shown?.width === box.clientWidth && shown.height === box.clientHeight;
    if ((fits && isOf(shown, view)) || scene.moving || isOf(painting, view)) return;
    stale = false;
    begin(view);
  }

  /**
   * Begin a picture of what the reader looks at now.
   * @param {Viewpoint} view
   */
  function begin(view) {
    const ratio = window.devicePixelRatio || 1, width = box.clientWidth, height = box.clientHeight;
    const pixels = { width: Math.round(width * ratio), height: Math.round(height * ratio) };
    const canvas = element("canvas", pixels);
    const ctx = canvas.getContext("2d", { willReadFrequently: true });
    if (!ctx) return;
    ctx.scale(ratio, ratio);
    ctx.translate(width / 2, height / 2);
    ctx.scale(view.scale, view.scale);
    ctx.translate(-view.x, -view.y);
    const across = width / 2 / view.scale, down = height / 2 / view.scale;
    const bounds = {
      left: view.x - across, right: view.x + across, top: view.y - down, bottom: view.y + down,
    };
    const slices = paintSlices(ctx, { ...scene, scale: view.scale, bounds });
    const picture = { canvas, width, height, ...view };
    painting = picture;
    const work = () => {
      if (painting !== picture) return;
      if (!paintFor(SLICE, slices, ctx)) {
        if (!shown) network.redraw();
        setTimeout(work, 0);
        return;
      }
      painting = null;
      shown = picture;
      done();
      network.redraw();
    };
    setTimeout(work, 0);
  }

  return { show, outdate: () => { stale = true; } };
}

/**
 * Paint for some milliseconds and tell whether the picture is complete.
 * @param {number} milliseconds
 * @param {Generator<void, void>} slices
 * @param {CanvasRenderingContext2D} ctx
 * @returns {boolean}
 */
function paintFor(milliseconds, slices, ctx) {
  const end = performance.now() + milliseconds;
  let complete;
  do {
    complete = Boolean(slices.next().done);
    // Reading a point back makes the browser carry out the strokes now rather than all of them at the end.
    ctx.getImageData(0, 0, 1, 1);
  } while (!complete && performance.now() < end);
  return complete;
}
