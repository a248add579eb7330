/* What was asked, newest first; it stays in this browser. */
import { byId, element, textButton } from "./page.dom.js";
import { data, keep, kept, nameOf, onReader, text, words } from "./workbench.data.js";

/** @import { Asked } from "./workbench-types" */

const MOST = 50;
const home = byId("asks-history");
/**
 * What happens when something is asked again.
 * @type {{ ask: (asked: Asked) => void }}
 */
export const repeat = { ask() { /* set by the page */ } };

/** @type {Asked[]} */
let asked = [];
const before = kept("history");
if (Array.isArray(before)) asked = before.filter((each) => typeof each?.way === "string");

/**
 * Return what was asked in a line.
 * @param {Asked} each
 * @returns {string}
 */
function line(each) {
  if (each.way === "cypher") return each.cypher;
  if (each.way === "whatif") return `${text("without")}: ${each.without.map(nameOf).join(", ")}`;
  const values = Object.values(each.values).filter(Boolean);
  const question = data.questions.find(({ name }) => name === each.question);
  const title = words(question?.title) || each.question;
  return values.length ? `${title} (${values.join(", ")})` : title;
}

/**
 * Put a question into the history; the same one stands there once.
 * @param {Asked} each
 */
export function remember(each) {
  const same = JSON.stringify(each);
  // Another tab may have added to it meanwhile.
  const newest = kept("history");
  if (Array.isArray(newest)) asked = newest;
  asked = [each, ...asked.filter((other) => JSON.stringify(other) !== same)].slice(0, MOST);
  keep("history", asked);
  show();
}

/** Show the history. */
function show() {
  if (!asked.length) {
    home.replaceChildren(element("p", { class: "empty" }, text("emptyHistory")));
    return;
  }
  const again = (/** @type {Asked} */ each) => textButton(
    line(each), () => repeat.ask(each), { class: each.way === "cypher" ? "text code" : "text" });
  home.replaceChildren(
    element("ol", { class: "asked" }, ...asked.map((each) => element("li", {}, again(each)))),
    element("button", { type: "button", on: { click: forget } }, text("clearHistory")));
}

/** Empty the history. */
function forget() {
  asked = [];
  keep("history", asked);
  show();
}
onReader(show);
show();
