/*
 * The side of a notebook: the page of a view in a frame, and the traits that page and Python share. It runs
 * as a module by itself, in any host of anywidget.
 */

/** @import { FrameView, WidgetModel } from "./types" */

/** @type {("selected" | "without" | "hidden" | "period")[]} */
const SHARED = ["selected", "without", "hidden", "period"];

/**
 * Show the widget in an element; return what takes it away again.
 * @param {{ model: WidgetModel, el: HTMLElement }} place
 * @returns {() => void}
 */
function render({ model, el }) {
  const frame = document.createElement("iframe");
  frame.title = model.get("_title");
  // The frame has no origin of its own: the page can neither read the notebook nor be reached by it.
  frame.setAttribute("sandbox", "allow-scripts allow-downloads allow-popups");
  Object.assign(frame.style, { width: "100%", height: `${model.get("_height")}px`, border: "0" });
  let isOpen = false, sent = 0;
  /** What both sides hold, so that no change goes round in a circle. */
  let settled = "";

  /**
   * Return the traits that have been given a value.
   * @returns {Partial<FrameView>}
   */
  const wanted = () => Object.fromEntries(
    SHARED.map((name) => [name, model.get(name)]).filter(([, value]) => value !== null));

  /** Let the page show what Python chose. */
  function give() {
    const view = wanted();
    if (!isOpen || JSON.stringify(view) === settled) return;
    sent += 1;
    frame.contentWindow?.postMessage({ view, sent }, "*");
  }

  /**
   * Let Python have what the reader chose.
   * @param {MessageEvent} event
   */
  function hear({ source, data }) {
    // What the page says before it has heard the last of Python would take that back again.
    if (source !== frame.contentWindow || !data?.view || data.heard < sent) return;
    const first = !isOpen;
    isOpen = true;
    // What Python chose before the page was open comes first; for the rest, the page opens as it does.
    const view = first ? { ...data.view, ...wanted() } : data.view;
    settled = first ? "" : JSON.stringify(Object.fromEntries(
      SHARED.map((name) => [name, view[name]]).filter(([, value]) => value !== null)));
    [...SHARED, "lost"].forEach((name) => model.set(name, view[name]));
    model.save_changes();
    if (first) give();
  }

  window.addEventListener("message", hear);
  SHARED.forEach((name) => model.on(`change:${name}`, give));
  frame.srcdoc = model.get("_page");
  el.append(frame);
  return () => {
    window.removeEventListener("message", hear);
    SHARED.forEach((name) => model.off(`change:${name}`, give));
    frame.remove();
  };
}

export default { render };
