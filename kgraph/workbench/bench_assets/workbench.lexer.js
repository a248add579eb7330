/* The words of a Cypher query, told apart to colour them; only the store decides what is Cypher. */
import { data } from "./workbench.data.js";

/**
 * A piece of a query.
 * @typedef {object} Piece
 * @property {string} text
 * @property {string} kind "" for what has no colour
 * @property {number} from
 */

const LEXEME = new RegExp([
  "(?<comment>//[^\\n]*|/\\*[\\s\\S]*?(?:\\*/|$))",
  "(?<text>'(?:\\\\[\\s\\S]|[^'\\\\])*(?:'|$)|\"(?:\\\\[\\s\\S]|[^\"\\\\])*(?:\"|$))",
  "(?<name>`(?:``|[^`])*(?:`|$))",
  "(?<parameter>\\$[\\p{L}\\p{N}_]+)",
  "(?<number>\\b\\d+(?:\\.\\d+)?\\b)",
  "(?<word>[\\p{L}_][\\p{L}\\p{N}_]*)",
  "(?<space>\\s+)",
  "(?<sign>[\\s\\S])",
].join("|"), "gu");
const KEYWORDS = new Set(data.keywords);
const FUNCTIONS = new Set(data.functions.map((name) => name.toLowerCase()));

/**
 * Return a query in pieces.
 * @param {string} query
 * @returns {Piece[]}
 */
export function pieces(query) {
  /** @type {Piece[]} */
  const found = [];
  for (const match of query.matchAll(LEXEME)) {
    const [kind] = Object.entries(match.groups ?? {}).find(([, value]) => value !== undefined) ?? [""];
    found.push({ text: match[0], kind, from: match.index });
  }
  colour(found);
  return found;
}

/**
 * Say of each word what it is there.
 * @param {Piece[]} list
 */
function colour(list) {
  /** @type {string[]} */
  const open = [];
  let before = "", last = "";
  list.forEach((piece, index) => {
    if (piece.kind === "space" || piece.kind === "comment") {
      if (piece.kind === "space") piece.kind = "";
      return;
    }
    if (piece.kind === "sign") {
      if ("([{".includes(piece.text)) open.push(piece.text);
      else if (")]}".includes(piece.text)) open.pop();
      piece.kind = "";
    } else if (piece.kind === "word" || piece.kind === "name") {
      const written = piece.text, called = list[index + 1]?.text === "(";
      const inside = open.at(-1), joined = ["|", "&", "!"].includes(before) && last === "named";
      const named = before === ":" || joined;
      if (named && inside !== "{") piece.kind = inside === "[" ? "type" : "label";
      else if (before === ".") piece.kind = "key";
      else if (inside === "{" && list[index + 1]?.text === ":") piece.kind = "key";
      else if (KEYWORDS.has(written.toUpperCase())) piece.kind = "keyword";
      else piece.kind = called && FUNCTIONS.has(written.toLowerCase()) ? "function" : "";
      last = piece.kind === "type" || piece.kind === "label" ? "named" : "";
    }
    before = piece.text;
  });
}

/**
 * Return where each of the names stands in a query.
 * @param {string} query
 * @param {string[]} names
 * @returns {[from: number, to: number][]}
 */
export const placesOf = (query, names) => pieces(query)
  .filter((piece) => ["label", "type", "key"].includes(piece.kind)
    && names.includes(piece.text.replace(/^`|`$/g, "")))
  .map((piece) => [piece.from, piece.from + piece.text.length]);
