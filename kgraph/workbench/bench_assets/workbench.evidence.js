/* The panel on a node or relationship: every statement with its sources, as `kgraph explain` says it. */
import { button, byId, element, say, textButton } from "./page.dom.js";
import { markPicture } from "./page.marks.js";
import { data, nameOf, onReader, text, words } from "./workbench.data.js";
import { Refused, get } from "./workbench.server.js";

/** @import { Explained, Support } from "./workbench-types" */

const panel = byId("details");
/**
 * What the panel is about: everything in a row, and which of it is shown.
 * @type {{ row: string[], about: string } | null}
 */
let shown = null;

/**
 * What the other parts of the page do with a node.
 * @type {{ around: (uri: string) => void, without: (explained: Explained) => void }}
 */
export const acts = { around() { /* set by the editor */ }, without() { /* set by the form */ } };

/**
 * Show everything that is known about a node or relationship.
 * @param {string} about
 * @param {string[]} [things] everything in the row that it was chosen in
 */
export async function explain(about, things = []) {
  shown = { row: things, about };
  try {
    /** @type {Explained} */
    const explained = await get("/api/explain", { about });
    if (shown?.about === about) draw(explained, things);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const lang = error.fault.words ? null : "en";
    const hint = element("p", { class: "small", lang: "en" }, error.fault.hint);
    fill([element("p", { class: "fault", lang }, error.message), hint]);
  }
}

/**
 * Show what is in a row, and explain the first of it.
 * @param {string[]} things
 */
export function explainRow(things) {
  if (things.length) explain(things[0], things);
  else fill([element("p", { class: "empty" }, text("noThings"))]);
}

/** Close the panel. */
function close() {
  shown = null;
  panel.replaceChildren();
  document.querySelector(".frame")?.classList.remove("open");
}

/**
 * Fill the panel.
 * @param {HTMLElement[]} content
 * @param {HTMLElement} [heading]
 */
function fill(content, heading = element("h2", {}, text("details"))) {
  panel.replaceChildren(
    element("div", { class: "head" }, heading, button("close", text("close"), close)), ...content);
  document.querySelector(".frame")?.classList.add("open");
  panel.scrollTop = 0;
}

/**
 * Return the word for what a statement says, with the arrow of a relationship.
 * @param {string} statement
 * @returns {string}
 */
function said(statement) {
  const tie = /^(<?-)(\w+)(->?)$/.exec(statement);
  if (tie) {
    const word = words(data.types[tie[2]]) || tie[2];
    return tie[1] === "<-" ? `← ${word}` : `${word} →`;
  }
  const key = /^(\w+?)_(sv|en)$/.exec(statement);
  return key ? `${words(data.keys[key[1]]) || key[1]} (${key[2]})` : words(data.keys[statement]) || statement;
}

/**
 * Return one source of a statement.
 * @param {Support} support
 * @returns {HTMLElement}
 */
function source(support) {
  const { title, locator, paraphrase, quote, anchor, status } = support;
  const place = [words(data.statuses[status]) || status, locator && `${text("locator")}: ${locator}`];
  return element("li", {},
    textButton(title, () => explain(support.source, shown?.row)),
    element("div", { class: "meta" }, place.filter(Boolean).join(" · ")),
    paraphrase ? element("div", {}, paraphrase) : null,
    quote ? element("blockquote", {}, quote) : null,
    anchor ? element("div", { class: "meta anchor" }, `${text("anchor")}: ${anchor}`) : null);
}

/**
 * Return a statement with its sources.
 * @param {Explained["statements"][number]} statement
 * @returns {HTMLElement}
 */
function row({ statement, value, other, evidence }) {
  const more = evidence.length > 1 ? ` + ${evidence.length - 1}` : "";
  return element("li", {},
    element("span", { class: "meta" }, `${said(statement)}: `),
    other ? textButton(value, () => explain(other, shown?.row)) : value,
    evidence.length
      ? element("details", {}, element("summary", {}, `${evidence[0].title}${more}`),
        element("ol", {}, ...evidence.map(source)))
      : element("div", { class: "meta" }, text("noEvidence")));
}

/**
 * Draw what is known.
 * @param {Explained} explained
 * @param {string[]} things what else is in the row
 */
function draw(explained, things) {
  const { thing, heading, node } = explained;
  const statements = explained.statements.map((each, n) => ({ ...each, value: words(explained.values[n]) }));
  const title = thing ? nameOf(thing) : heading.split("\n")[0];
  const kind = thing && data.kinds[thing.kind];
  const facts = statements.filter((each) => !each.other), ties = statements.filter((each) => each.other);
  /** @type {(label: string, list: typeof facts) => HTMLElement[]} */
  const part = (label, list) => (list.length
    ? [element("h3", {}, `${text(label)} (${list.length})`), element("ul", {}, ...list.map(row))] : []);
  fill([
    ...(kind ? [element("p", { class: "kind" }, markPicture(kind), words(kind.words))] : []),
    ...(things.length > 1 ? [rowList(things, node)] : []),
    ...(thing ? [element("p", { class: "pair" },
      button("evidence-around", text("showAround"), () => acts.around(node)),
      button("evidence-away", text("without"), () => acts.without(explained)))] : []),
    ...part("facts", facts), ...part("relations", ties),
    element("h3", {}, text("iri")), element("p", { class: "meta" }, node),
  ], element("div", {}, element("h2", {}, title)));
  say(title);
}

/**
 * Return a choice among what is in the row.
 * @param {string[]} things
 * @param {string} about
 * @returns {HTMLElement}
 */
function rowList(things, about) {
  const options = things.map((each) => element("option", { value: each, selected: each === about },
    each.split("/").slice(-2).join("/")));
  const choice = element("select", { id: "in-row" }, ...options);
  choice.addEventListener("change", () => explain(choice.value, things));
  return element("div", { class: "field" },
    element("label", { for: "in-row" }, `${text("inRow")} (${things.length})`), choice);
}

onReader(() => { if (shown) explain(shown.about, shown.row); });
