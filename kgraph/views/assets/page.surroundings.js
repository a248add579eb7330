/* One node's surroundings by themselves, and nodes that the reader has put somewhere. */
import { button, byId, element, say } from "./page.dom.js";
import { nodes, onChange, state, update } from "./page.state.js";
import { name, text } from "./page.words.js";

const home = byId("surroundings");
const FURTHEST = 2;

/**
 * What refresh() changes of the parts that build() makes.
 * @type {{ steps: HTMLButtonElement[], release: HTMLButtonElement, releaseAll: HTMLButtonElement } | null}
 */
let parts = null;

/**
 * Return the sentence that says whose surroundings are shown.
 * @param {number} around
 * @param {number} steps
 * @returns {string}
 */
export const aroundWords = (around, steps) => text("aroundShown", { name: name(nodes[around]), n: steps });

/**
 * Show a node's surroundings alone, or everything again.
 * @param {number | null} around
 * @param {number} [steps]
 */
export function isolate(around, steps = 1) {
  update({ around, steps, filtered: true, refit: true });
  say(around === null ? text("aroundEnded") : aroundWords(around, steps));
}

/**
 * Let nodes go back to where the layout has them.
 * @param {number | null} id one of them; all when null
 */
function release(id) {
  const pins = new Map(id === null ? [] : state.pins);
  if (id !== null) pins.delete(id);
  update({ pins });
}

/** Make the buttons in the reader's language. */
export function buildSurroundings() {
  const steps = [1, FURTHEST].map((n) => (
    button(`around-${n}`, text("aroundDo", { n }), () => isolate(state.node, n))));
  parts = {
    steps,
    release: button("release", text("release"), () => release(state.node)),
    releaseAll: button("release-all", text("releaseAll"), () => release(null)),
  };
  home.replaceChildren(
    element("h3", {}, text("around")), element("p", { class: "small" }, text("aroundHow")),
    element("div", { class: "pair" }, ...steps),
    element("h3", {}, text("moved")), element("p", { class: "small" }, text("movedHow")),
    element("div", { class: "pair" }, parts.release, parts.releaseAll));
  refresh();
}

/** Offer what can be done now. */
function refresh() {
  if (!parts) return;
  parts.steps.forEach((each) => { each.disabled = state.node === null; });
  parts.release.disabled = state.node === null || !state.pins.has(state.node);
  parts.releaseAll.disabled = !state.pins.size;
}

onChange((change) => {
  if ("lang" in change) buildSurroundings(); else refresh();
});
