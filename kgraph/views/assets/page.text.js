/* Text by itself: filled in, in the reader's language, and as names are compared. */

/** @import { Words } from "./types" */

/**
 * Return a sentence with its values; `{name}` in it stands for one.
 * @param {string} sentence
 * @param {Record<string, unknown>} values
 * @returns {string}
 */
export function fillIn(sentence, values) {
  return Object.entries(values).reduce(
    (filled, [name, value]) => filled.replaceAll(`{${name}}`, () => String(value)), sentence);
}

/**
 * Return words in a language, else in one that there is; nothing for nothing.
 * @param {Partial<Words> | null | undefined} pair
 * @param {"sv" | "en"} language
 * @returns {string}
 */
export const wordsIn = (pair, language) =>
  pair ? pair[language] || pair.sv || pair.en || Object.values(pair).find(Boolean) || "" : "";

/**
 * Return text without case and diacritics, so that "Gotene" finds "Götene".
 * @param {unknown} value
 * @returns {string}
 */
export const fold = (value) => String(value).normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
