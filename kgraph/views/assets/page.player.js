/* A story that plays: its sentence above the picture, one step on and one back, also by the keyboard. */
import { stateOf } from "./page.address.js";
import { showPart } from "./page.canvas.js";
import { button, byId, element, present, say } from "./page.dom.js";
import { data } from "./page.payload.js";
import { buildQuestions } from "./page.questions.js";
import { onChange, state, update } from "./page.state.js";
import { missingIn, stories } from "./page.story-list.js";
import { showTab } from "./page.table.js";
import { text, words } from "./page.words.js";

/** @import { StoryStep } from "./types" */

const home = byId("player");

/** @returns {StoryStep | undefined} the step that is shown */
const current = () => (state.story === null ? undefined : stories[state.story]?.steps[state.step]);

/**
 * Go to a step of a story, in another view if it is of one.
 * @param {number} story
 * @param {number} number
 */
export function play(story, number) {
  const step = stories[story]?.steps[number];
  if (!step) {
    leave();
    return;
  }
  if (step.view !== data.view && data.pages.includes(step.view)) {
    const own = { story: String(story + 1), step: String(number + 1), lang: state.lang, theme: state.theme };
    location.assign(`${data.beside}${step.view}.html#${new URLSearchParams(own)}`);
    return;
  }
  if (step.view === data.view) show(step, story, number);
  else update({ story, step: number });
  showPlayer();
  say(words(step.text));
}

/**
 * Show what a step shows.
 * @param {StoryStep} step
 * @param {number} story
 * @param {number} number
 */
function show(step, story, number) {
  const { lang, theme } = state, parameters = new URLSearchParams(step.state);
  update({ ...stateOf(parameters), lang, theme, story, step: number, filtered: true });
  buildQuestions();
  showTab();
  const [left, top, right, bottom] = (parameters.get("part") ?? "").split(",").map(Number);
  // After every part of a large page has taken its turn.
  if (right > left && bottom > top) setTimeout(() => showPart({ left, top, right, bottom }), 0);
}

/** End the story; what it showed stays. */
function leave() {
  update({ story: null, step: 0 });
  showPlayer();
}

/**
 * Go some steps on.
 * @param {number} by
 */
function go(by) {
  const { story, step } = state;
  if (story !== null && stories[story]?.steps[step + by]) play(story, step + by);
}

/** Show the bar of the story that plays, or none. */
export function showPlayer() {
  const step = current(), focused = document.activeElement?.id;
  home.hidden = !step;
  if (!step || state.story === null) return;
  const { name, steps } = stories[state.story], place = `${state.step + 1} / ${steps.length}`;
  const elsewhere = step.view !== data.view, missing = elsewhere ? [] : missingIn(step);
  const { drawn } = step, now = data.asked?.drawn;
  home.replaceChildren(...present([
    element("div", { class: "pair" },
      button("story-back", text("previous"), () => go(-1), { disabled: !state.step }),
      element("span", { class: "count" }, `${words(name)} · ${place}`),
      button("story-on", text("next"), () => go(1), { disabled: state.step + 1 === steps.length }),
      button("story-end", text("storyEnd"), leave)),
    element("p", {}, words(step.text)),
    elsewhere && element("p", { class: "notice" }, step.query === undefined
      ? text("storyElsewhere", { view: words(data.views[step.view]) })
      : text("storyNoAnswer", { query: step.query })),
    !elsewhere && drawn && now && drawn.digest !== now.digest && element("p", { class: "notice" },
      text("storyOther", {
        nodes: drawn.nodes, edges: drawn.edges, nodesNow: now.nodes, edgesNow: now.edges,
      })),
    missing.length > 0
      && element("p", { class: "notice" }, text("storyLost", { names: missing.join(", ") })),
  ]));
  // A button that was pressed is a new one now.
  if (focused?.startsWith("story-")) document.getElementById(focused)?.focus();
}

document.addEventListener("keydown", (event) => {
  const { target } = event;
  const writes = target instanceof Element && target.closest("input, textarea, select");
  if (state.story === null || (writes && event.key !== "Escape")) return;
  const inBar = target instanceof Element && home.contains(target);
  if (event.key === "PageDown" || (inBar && event.key === "ArrowRight")) go(1);
  else if (event.key === "PageUp" || (inBar && event.key === "ArrowLeft")) go(-1);
  else if (inBar && event.key === "Escape") leave();
  else return;
  event.preventDefault();
});
onChange((change) => { if ("lang" in change) showPlayer(); });
