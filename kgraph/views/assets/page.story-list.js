/* The stories of the study, and the reader's changes, which this browser keeps until they are saved. */
import { missingOf, parametersOf } from "./page.address.js";
import { data } from "./page.payload.js";
import { scene } from "./page.scene.js";
import { state } from "./page.state.js";

/** @import { Story, StoryStep } from "./types" */

const KEPT = `kgraph.${data.build.study}.stories`;
/** What each reader chooses alone. */
const OWN = ["lang", "theme", "story", "step"];

/** The stories as they are now. @type {Story[]} */
export const stories = structuredClone(data.stories);

/** @returns {boolean} whether the stories differ from those of the study */
export const areChanged = () => JSON.stringify(stories) !== JSON.stringify(data.stories);

/** @returns {string} the stories as the text of their file */
export const storiesText = () => `${JSON.stringify({ stories }, null, 2)}\n`;

/** Keep the reader's changes in this browser. */
export function keepStories() {
  try {
    if (areChanged()) localStorage.setItem(KEPT, JSON.stringify({ base: data.stories, stories }));
    else localStorage.removeItem(KEPT);
  } catch { /* a browser that keeps nothing, or has no room left */ }
}

/** Take the study's own stories again. */
export function discardStories() {
  stories.splice(0, Infinity, ...structuredClone(data.stories));
  keepStories();
}

/**
 * Return what is shown now as a step.
 * @param {string} sentence
 * @returns {StoryStep}
 */
export function stepOfNow(sentence) {
  const parameters = parametersOf(), { left, top, right, bottom } = scene.bounds;
  OWN.forEach((key) => parameters.delete(key));
  parameters.set("part", [left, top, right, bottom].map(Math.round).join(","));
  const step = { view: data.view, text: { [state.lang]: sentence }, state: Object.fromEntries(parameters) };
  return { ...step, ...data.asked };
}

/**
 * Return the things that a step names and this page lacks.
 * @param {StoryStep} step
 * @returns {string[]}
 */
export const missingIn = (step) => missingOf(new URLSearchParams(step.state));

try {
  const kept = JSON.parse(localStorage.getItem(KEPT) ?? "null");
  // Changes to stories that have since been changed in the study would undo that.
  if (kept && JSON.stringify(kept.base) === JSON.stringify(data.stories)) {
    stories.splice(0, Infinity, ...kept.stories);
  }
} catch { /* nothing was kept here, or something else */ }
