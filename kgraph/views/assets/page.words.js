/* Words in the language of the reader, and the search for nodes by any of their names. */
import { data } from "./page.payload.js";
import { nodes, state } from "./page.state.js";
import { fillIn, fold, wordsIn } from "./page.text.js";

/** @import { PageNode, Words } from "./types" */

/** Properties by which a node can be found, beside its names. */
const NUMBERS = ["identifier", "organisationNumber", "municipalityCode", "caseNumber"];

/**
 * Return a sentence of the page; `{name}` in it stands for a value. For one thing (`n` is 1) the key with
 * "One" after it comes first, where there is one.
 * @param {string} key
 * @param {Record<string, unknown>} [values]
 * @returns {string}
 */
export function text(key, values = {}) {
  const texts = data.texts.page[state.lang];
  const one = values.n === 1 ? texts[`${key}One`] : undefined;
  return fillIn(one ?? texts[key] ?? key, values);
}

/**
 * Return words in the reader's language, else in one that there is; nothing for nothing.
 * @param {Partial<Words> | null | undefined} pair
 * @returns {string}
 */
export const words = (pair) => wordsIn(pair, state.lang);

/**
 * Return the name of a node.
 * @param {PageNode} node
 * @returns {string}
 */
export const name = (node) => words(node.name);

/** @returns {string} the locale in which numbers are written */
export const locale = () => (state.lang === "sv" ? "sv-SE" : "en-GB");

/**
 * Return the order of two nodes by name.
 * @param {number} a
 * @param {number} b
 * @returns {number}
 */
export const byName = (a, b) => name(nodes[a]).localeCompare(name(nodes[b]), state.lang);

/**
 * Every folded name of each node, made when first asked for.
 * @type {string[][] | null}
 */
let index = null;

/**
 * Return the numbers of the nodes that a query names, the best match first.
 * @param {string} query
 * @returns {number[]}
 */
export function find(query) {
  const wanted = fold(query).trim();
  if (!wanted) return [];
  index ||= nodes.map((node) => [
    node.name.sv, node.name.en, ...(node.aliases || []), node.uri,
    ...NUMBERS.map((key) => node.properties?.[key] ?? ""),
  ].map(fold));
  /** @type {[score: number, id: number][]} */
  const scored = [];
  index.forEach((names, id) => {
    const best = Math.max(...names.map((candidate, place) => score(candidate, wanted, place > 1)));
    if (best > 0) scored.push([best, id]);
  });
  return scored.sort((a, b) => b[0] - a[0] || byName(a[1], b[1])).map(([, id]) => id);
}

/**
 * Return how well a name matches: whole, at its start, at the start of a word, inside one; 0 for not at all.
 * @param {string} candidate
 * @param {string} wanted
 * @param {boolean} lesser whether it is another name than the first two
 * @returns {number}
 */
function score(candidate, wanted, lesser) {
  const at = candidate.indexOf(wanted);
  if (at < 0) return 0;
  const match = candidate === wanted ? 4 : at === 0 ? 3 : /[\s/#-]/.test(candidate[at - 1]) ? 2 : 1;
  return match - (lesser ? 0.5 : 0);
}
