/* The list of stories: played from here, and told: what is shown becomes a step with a sentence. */
import { button, byId, element, present, saveFile, say, textButton } from "./page.dom.js";
import { data } from "./page.payload.js";
import { play, showPlayer } from "./page.player.js";
import { onChange, state, update } from "./page.state.js";
import {
  areChanged, discardStories, keepStories, stepOfNow, stories, storiesText,
} from "./page.story-list.js";
import { text, words } from "./page.words.js";

/** @import { Story, StoryStep } from "./types" */

const FILE = "stories.json";
const home = byId("stories");
/** Whether the steps can be moved and removed now. */
let editing = false;

/** Keep what was changed, and show it. */
function changed() {
  keepStories();
  buildStories();
  showPlayer();
}

/** Keep a change of the order; a story that plays would go on with another step. */
function reordered() {
  if (state.story !== null) update({ story: null, step: 0 });
  changed();
}

/**
 * Return one step in the list.
 * @param {number} story
 * @param {StoryStep} step
 * @param {number} number
 * @returns {HTMLElement}
 */
function stepItem(story, step, number) {
  const { steps } = stories[story], sentence = words(step.text);
  const here = state.story === story && state.step === number;
  const raise = () => {
    steps.splice(number - 1, 2, step, steps[number - 1]);
    reordered();
    document.getElementById(`raise-${story}-${number - 1}`)?.focus();
  };
  const drop = () => {
    steps.splice(number, 1);
    if (!steps.length) stories.splice(story, 1);
    reordered();
  };
  /** @type {(sign: string, act: "raise" | "drop", handler: () => void) => HTMLElement} */
  const small = (sign, act, handler) => button(`${act}-${story}-${number}`, sign, handler, {
    "aria-label": text(act === "raise" ? "storyRaise" : "storyDrop", { name: sentence }),
    disabled: act === "raise" && !number,
  });
  return element("li", {}, ...present([
    textButton(sentence, () => play(story, number), { "aria-current": here ? "step" : null }),
    editing && small("↑", "raise", raise),
    editing && small("×", "drop", drop),
  ]));
}

/**
 * Return one story in the list.
 * @param {Story} story
 * @param {number} number
 * @returns {HTMLElement[]}
 */
const storyItem = ({ name, steps }, number) => [
  element("h3", {}, words(name)),
  element("ol", { class: "told" }, ...steps.map((step, index) => stepItem(number, step, index))),
  element("p", {}, button(`play-${number + 1}`, text("storyPlay"), () => play(number, 0),
    { "aria-label": `${text("storyPlay")}: ${words(name)}` })),
];

/**
 * Return the form that makes a step of what is shown.
 * @returns {HTMLElement}
 */
function recorder() {
  const choice = element("select", { id: "story-of" },
    ...stories.map((story, index) => element("option", { value: index }, words(story.name))),
    element("option", { value: "" }, text("storyNew")));
  choice.value = stories.length ? String(state.story ?? stories.length - 1) : "";
  const name = element("input", { type: "text", id: "story-name", autocomplete: "off", maxlength: 200 });
  const sentence = element("textarea", { id: "story-text", rows: 3, maxlength: 2000, required: true });
  const named = element("div", { class: "field" },
    element("label", { for: "story-name" }, text("storyName")), name);
  const choose = () => {
    named.hidden = choice.value !== "";
    name.required = choice.value === "";
  };
  choice.addEventListener("change", choose);
  choose();
  /** @type {(event: SubmitEvent) => void} */
  const submit = (event) => {
    event.preventDefault();
    if (!sentence.value.trim() || (name.required && !name.value.trim())) return;
    if (choice.value === "") stories.push({ name: { [state.lang]: name.value.trim() }, steps: [] });
    const story = choice.value === "" ? stories.length - 1 : Number(choice.value);
    stories[story].steps.push(stepOfNow(sentence.value.trim()));
    changed();
    say(text("storyAdded", { n: stories[story].steps.length }));
  };
  return element("form", { on: { submit } },
    element("div", { class: "field" }, element("label", { for: "story-of" }, text("story")), choice), named,
    element("div", { class: "field" }, element("label", { for: "story-text" }, text("storyText")), sentence),
    element("button", { type: "submit", id: "story-add" }, text("storyAdd")));
}

/**
 * Return what is said and offered where the stories are not yet those of the study.
 * @returns {HTMLElement}
 */
const unsaved = () => element("div", { class: "notice" },
  element("span", {}, text("storiesUnsaved", { file: FILE })),
  button("stories-file", text("storiesFile", { file: FILE }), () => {
    saveFile(FILE, new Blob([storiesText()], { type: "application/json" }));
  }),
  document.documentElement.dataset.embedded !== undefined && button("stories-save", text("storiesSave"),
    () => window.parent.postMessage({ keep: { stories, base: data.stories } }, location.origin)),
  button("stories-discard", text("storiesDiscard"), () => {
    discardStories();
    reordered();
  }));

/** Make the list in the reader's language. */
export function buildStories() {
  const edit = button("stories-edit", text(editing ? "storiesEdited" : "storiesEdit"), () => {
    editing = !editing;
    buildStories();
  });
  home.replaceChildren(...present([
    !stories.length && element("p", { class: "small" }, text("storiesNone")),
    ...stories.flatMap(storyItem), stories.length > 0 && edit, areChanged() && unsaved(),
    element("h3", {}, text("storyTell")),
    data.asked || data.pages.includes(data.view) ? recorder() : element("p", { class: "small" },
      text("storiesHere", { views: Object.values(data.views).map(words).join(", ") })),
  ]));
}

onChange((change) => {
  if ("lang" in change || "story" in change || "step" in change) buildStories();
});
