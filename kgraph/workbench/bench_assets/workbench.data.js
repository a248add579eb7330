/* What the page knows from the start, and the reader's language. */
import { fillIn, wordsIn } from "./page.text.js";

/** @import { Language, Theme, Words } from "../../views/assets/types" */
/** @import { Bench, Thing } from "./workbench-types" */

/** @type {Bench} */
export const data = JSON.parse(document.getElementById("data")?.textContent ?? "");

/**
 * What the reader has chosen for all questions.
 * @type {{ lang: Language, theme: Theme }}
 */
export const reader = { lang: data.language, theme: "auto" };

/**
 * Return a sentence of the page; `{name}` in it stands for a value.
 * @param {string} key
 * @param {Record<string, unknown>} [values]
 * @returns {string}
 */
export function text(key, values = {}) {
  return fillIn(data.texts[reader.lang][key] ?? key, values);
}

/**
 * Return words in the reader's language.
 * @param {Partial<Words> | null | undefined} pair
 * @returns {string}
 */
export const words = (pair) => wordsIn(pair, reader.lang);

/**
 * Return the `lang` of words: null where they are in the reader's language, empty where theirs is not known.
 * @param {Partial<Words>} pair
 * @returns {string | null}
 */
export const tongue = (pair) => pair[reader.lang] ? null : pair.sv ? "sv" : pair.en ? "en" : "";

/**
 * Return the name of a node.
 * @param {Thing} thing
 * @returns {string}
 */
export const nameOf = (thing) => words(thing.name);

/**
 * Return a number as the reader's language writes it.
 * @param {number} value
 * @returns {string}
 */
export const written = (value) => value.toLocaleString(reader.lang === "sv" ? "sv-SE" : "en-GB",
  { maximumFractionDigits: 6, useGrouping: Math.abs(value) >= 10000 });

/** @type {(() => void)[]} */
const listeners = [];

/**
 * Call `listener` when the language or the appearance has changed.
 * @param {() => void} listener
 */
export function onReader(listener) {
  listeners.push(listener);
}

/**
 * Change the language or the appearance; without a change, let all parts show the build that there is now.
 * @param {Partial<typeof reader>} change
 */
export function changeReader(change) {
  Object.assign(reader, change);
  keep("reader", reader);
  listeners.forEach((listener) => { listener(); });
}

/**
 * Keep something in this browser, for this study.
 * @param {string} name
 * @param {unknown} value
 */
export function keep(name, value) {
  try {
    localStorage.setItem(`kgraph.${data.study}.${name}`, JSON.stringify(value));
  } catch { /* a browser that keeps nothing, or has no room left */ }
}

/**
 * Return what was kept in this browser, or null.
 * @param {string} name
 * @returns {any}
 */
export function kept(name) {
  try {
    return JSON.parse(localStorage.getItem(`kgraph.${data.study}.${name}`) ?? "null");
  } catch {
    return null;
  }
}

const before = kept("reader");
if (before && (before.lang === "sv" || before.lang === "en")) reader.lang = before.lang;
if (before && ["auto", "light", "dark"].includes(before.theme)) reader.theme = before.theme;
