/* The rebuild after an edit, with its progress. */
import { button, element, say } from "./page.dom.js";
import { changeReader, data, text, words } from "./workbench.data.js";
import { Refused, stream } from "./workbench.server.js";

/** @import { RebuildLine } from "./workbench-collect-types" */

const state = element("div", { id: "rebuild-state", role: "status" });
let running = false;
/** Whether something was saved that no rebuild has taken in. */
let waiting = false;

/** Remember that something was saved. */
export function savedSince() {
  waiting = true;
  if (!running) state.replaceChildren(element("p", { class: "small" }, text("rebuildNeeded")));
}

/** Rebuild, and show how far it is. */
async function rebuild() {
  if (running) return;
  running = true;
  try {
    await stream("/api/rebuild", show);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    fail(error.message, error.fault.hint);
  } finally {
    running = false;
  }
}

/**
 * Show why there is no new build.
 * @param {string} message
 * @param {string} hint
 */
function fail(message, hint) {
  state.replaceChildren(
    ...[message, hint].flatMap((each) => each.split("\n")).filter(Boolean)
      .map((line) => element("p", { class: "fault", lang: "en" }, line)));
}

/**
 * Show a line of the progress.
 * @param {RebuildLine} line
 */
function show({ step, done = 0, total, built, error }) {
  if (error) fail(error.message, error.hint);
  else if (built) {
    waiting = false;
    data.build = built;
    changeReader({});
    state.replaceChildren(element("p", { class: "good" }, text("rebuilt", { build: built })));
    say(text("rebuilt", { build: built }));
  } else if (step) {
    const label = words(step);
    const bar = element("progress", total ? { max: total, "aria-label": label } : { "aria-label": label });
    if (total) bar.value = done;
    state.replaceChildren(element("p", { class: "busy" }, label), bar);
  }
}

/** @returns {HTMLElement} the button, and how far it is */
export function rebuildPart() {
  return element("div", { class: "rebuild" },
    button("rebuild", text("rebuild"), rebuild, { class: waiting ? "primary" : null }), state);
}
