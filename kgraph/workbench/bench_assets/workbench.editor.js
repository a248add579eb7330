/* The editor: a text field, under it the same text in colours, and a list of what may come next. */
import { byId, element, textButton } from "./page.dom.js";
import { data, onReader, text, words } from "./workbench.data.js";
import { pieces } from "./workbench.lexer.js";
import { post } from "./workbench.server.js";

/** @import { Completion, Fault } from "./workbench-types" */

const field = byId("cypher", HTMLTextAreaElement), painted = byId("painted"), list = byId("names");
const faultBox = byId("fault");
/** Milliseconds without a key before suggestions are asked for. */
const PAUSE = 120;
const MOST = 12;

/**
 * The words that are underlined.
 * @type {[from: number, to: number][]}
 */
let marked = [];
/** @type {Completion[]} */
let offers = [];
let at = -1, asked = 0, timer = 0;
/** The text before the caret that the suggestions are for. */
let offeredFor = "";

/** Paint the text in colours, with the words in question underlined and the caret's place marked. */
function paint() {
  const caret = field.selectionStart;
  const nodes = pieces(field.value).flatMap((piece) => {
    const to = piece.from + piece.text.length;
    const wrong = marked.some(([from, end]) => from < to && end > piece.from);
    const kind = [piece.kind && `c-${piece.kind}`, wrong && "wrong"].filter(Boolean).join(" ");
    const inside = caret > piece.from && caret <= to;
    if (!inside) return [kind ? element("span", { class: kind }, piece.text) : piece.text];
    const split = caret - piece.from;
    return [element("span", { class: kind || null }, piece.text.slice(0, split),
      element("span", { id: "caret" }), piece.text.slice(split))];
  });
  painted.replaceChildren(...nodes, "\n");
  painted.scrollTop = field.scrollTop;
  painted.scrollLeft = field.scrollLeft;
}

/** @returns {string} the query */
export const query = () => field.value;

/**
 * Put a query into the editor.
 * @param {string} cypher
 */
export function setQuery(cypher) {
  field.value = cypher;
  clearFault();
  closeList();
}

/** Take the underlines and the sentence about them away. */
export function clearFault() {
  marked = [];
  faultBox.replaceChildren();
  paint();
}

/**
 * Show what is wrong, under the word that it is about.
 * @param {Fault} fault
 * @param {string} sentence
 */
export function showFault(fault, sentence) {
  marked = fault.from !== undefined && fault.to !== undefined ? [[fault.from, fault.to]] : [];
  const { from, to, instead } = fault;
  const lang = fault.words ? null : "en";
  faultBox.replaceChildren(element("p", { class: "fault", lang }, sentence),
    ...(fault.hint ? fault.hint.split("\n").map((line) => element("p", { class: "small", lang }, line)) : []),
    ...(instead && from !== undefined && to !== undefined ? [change(from, to, instead)] : []));
  paint();
}

/**
 * Show remarks on names that match nothing, and what was probably meant.
 * @param {[from: number, to: number][]} places
 * @param {{ name: string, near: string[] }[]} unknown
 */
export function showUnknown(places, unknown) {
  marked = places;
  const buttons = unknown.flatMap(({ name, near }) => near.map((word) => {
    const spot = places.find(([from, to]) => field.value.slice(from, to).replace(/^`|`$/g, "") === name);
    return spot ? change(spot[0], spot[1], word) : null;
  }));
  faultBox.replaceChildren(...buttons.filter((button) => button !== null));
  paint();
}

/**
 * Return a button that puts a word in the place of another one.
 * @param {number} from
 * @param {number} to
 * @param {string} word
 * @returns {HTMLElement}
 */
function change(from, to, word) {
  return element("p", {}, textButton(text("instead", { word }), () => {
    field.setRangeText(word, from, to, "end");
    clearFault();
    field.focus();
  }));
}

/** Close the list of suggestions. */
function closeList() {
  list.hidden = true;
  list.replaceChildren();
  offers = [];
  at = -1;
  field.removeAttribute("aria-activedescendant");
}

/**
 * Point at a suggestion.
 * @param {number} index
 */
function point(index) {
  at = index;
  [...list.children].forEach((item, number) => {
    item.setAttribute("aria-selected", String(number === at));
    if (number === at) item.scrollIntoView({ block: "nearest" });
  });
  if (at >= 0) field.setAttribute("aria-activedescendant", `name-${at}`);
}

/**
 * Write a suggestion into the text.
 * @param {number} index
 */
function take(index) {
  const chosen = offers.at(index);
  if (!chosen) return;
  const end = field.selectionStart;
  field.setRangeText(chosen.text, end - chosen.back, end, "end");
  closeList();
  clearFault();
}

/** Ask what may come next. */
async function suggest() {
  const before = field.value.slice(0, field.selectionStart), turn = asked += 1;
  if (!/[\p{L}\p{N}_:.]$/u.test(before)) {
    closeList();
    return;
  }
  /** @type {Completion[]} */
  let found;
  try {
    found = await post("/api/complete", { before });
  } catch {
    return;
  }
  // The reader has gone on writing meanwhile.
  if (turn !== asked || document.activeElement !== field) return;
  offer(before, found.slice(0, MOST));
}

/**
 * Show suggestions, or close the list if there are none.
 * @param {string} before
 * @param {Completion[]} found
 */
function offer(before, found) {
  closeList();
  offers = found;
  offeredFor = before;
  if (!offers.length) return;
  list.replaceChildren(...offers.map((each, index) => {
    /** @type {(event: PointerEvent) => void} */
    const pointerdown = (event) => {
      event.preventDefault();
      take(index);
    };
    const said = words(data.kinds[each.text]?.words ?? data.types[each.text] ?? data.keys[each.text]);
    return element("li",
      { role: "option", id: `name-${index}`, "aria-selected": "false", on: { pointerdown } },
      each.text, said ? element("small", {}, said) : null);
  }));
  list.hidden = false;
  place();
  point(0);
}

/** Keep the suggestions that begin as what is written now, until others have been asked for. */
function narrow() {
  const before = field.value.slice(0, field.selectionStart), more = before.length - offeredFor.length;
  const fits = more > 0 && before.startsWith(offeredFor);
  const longer = fits ? offers.map((each) => ({ ...each, back: each.back + more })) : [];
  offer(before, longer.filter((each) =>
    each.text.toLowerCase().startsWith(before.slice(before.length - each.back).toLowerCase())));
}

/** Put the list under the caret, inside the page. */
function place() {
  const caret = document.getElementById("caret");
  if (!caret) return;
  const frame = byId("editor").getBoundingClientRect(), spot = caret.getBoundingClientRect();
  const left = Math.max(0, Math.min(spot.left - frame.left, frame.width - list.offsetWidth));
  list.style.left = `${left}px`;
  list.style.top = `${spot.bottom - frame.top + 4}px`;
}

field.addEventListener("input", () => {
  clearFault();
  clearTimeout(timer);
  // An answer that is still on its way is to what was written before.
  asked += 1;
  narrow();
  timer = window.setTimeout(suggest, PAUSE);
});
field.addEventListener("scroll", paint);
document.addEventListener("selectionchange", () => { if (document.activeElement === field) paint(); });
field.addEventListener("blur", closeList);
field.addEventListener("keydown", (event) => {
  if (list.hidden) return;
  if (event.key === "ArrowDown") point(Math.min(at + 1, offers.length - 1));
  else if (event.key === "ArrowUp") point(Math.max(at - 1, 0));
  else if (event.key === "Tab" && !event.shiftKey) take(at);
  else if (event.key === "Escape") closeList();
  else return;
  event.preventDefault();
});
onReader(closeList);
paint();
