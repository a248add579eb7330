/* The answer: how many rows, what to remark, and the same things as a table and as a network. */
import { button, byId, element, say } from "./page.dom.js";
import { markTabs, tabKeys } from "./page.tabs.js";
import { data, nameOf, onReader, reader, text, words, written } from "./workbench.data.js";
import { explain } from "./workbench.evidence.js";
import { bringIntoView } from "./workbench.plans.js";
import { post } from "./workbench.server.js";
import { ResultTable } from "./workbench.table.js";

/** @import { BenchAnswer, Loss } from "./workbench-types" */
/** @import { Refused } from "./workbench.server.js" */
/** @typedef {(bar: HTMLElement, home: HTMLElement) => void} Paint */

const bar = byId("bar"), notices = byId("notices"), home = byId("answer");

/**
 * What is shown: an answer with its table, a loss, or a page of its own.
 * @type {{ answer: BenchAnswer, table: ResultTable } | { loss: Loss } | { paint: Paint } | null}
 */
let shown = null;
/** @type {"table" | "drawing"} */
let tab = "table";

/**
 * Say something above the answer.
 * @param {...(string | HTMLElement)} sentences
 */
export function notice(...sentences) {
  notices.replaceChildren(...sentences.filter(Boolean).map((sentence) => (
    element("p", { class: "notice" }, element("span", {}, sentence)))));
}

/**
 * Say above the answer why something was refused.
 * @param {Refused} refused
 * @param {string} [hint]
 */
export function complain({ message, fault }, hint = fault.hint) {
  const said = [message, hint].filter(Boolean);
  notice(...(fault.words ? said : said.map(english)));
}

/**
 * Return a sentence that there is in English only.
 * @param {string} sentence
 * @returns {HTMLElement}
 */
const english = (sentence) => element("span", { lang: "en" }, sentence);

/**
 * Show that a question runs, with the way to stop it.
 * @param {string} run
 */
export function showRunning(run) {
  notice();
  bar.replaceChildren(element("span", { class: "busy", role: "status" }, text("running")),
    button("stop", text("stop"), () => { post("/api/stop", { run }).catch(() => {}); }));
}

/**
 * Show that there is no answer, and why.
 * @param {Refused} refused
 * @param {string} [hint]
 */
export function showRefusal(refused, hint) {
  shown = null;
  bar.replaceChildren();
  home.replaceChildren();
  complain(refused, hint);
}

/**
 * Show an answer.
 * @param {BenchAnswer} answer
 */
export function showAnswer(answer) {
  shown = { answer, table: new ResultTable(answer) };
  if (!answer.drawing) tab = "table";
  draw();
  bringIntoView(byId("stage"));
  say(count(answer));
}

/**
 * Show what is lost.
 * @param {Loss} loss
 */
export function showLoss(loss) {
  shown = { loss };
  draw();
  bringIntoView(byId("stage"));
  say(words(loss.rows[0]?.claim));
}

/**
 * Show a page of its own in the place of an answer.
 * @param {Paint} paint draws it, again in each language
 */
export function showPage(paint) {
  shown = { paint };
  draw();
}

/**
 * Return how many rows there are.
 * @param {BenchAnswer} answer
 * @returns {string}
 */
const count = ({ rows, seconds }) => text(rows.length === 1 ? "rowsOne" : "rowsMany",
  { n: written(rows.length), s: written(seconds) });

/** Draw what is shown. */
function draw() {
  if (!shown) {
    bar.replaceChildren();
    notice();
    home.replaceChildren(element("p", { class: "empty" }, text("nothingYet")));
    return;
  }
  if ("paint" in shown) {
    notice();
    shown.paint(bar, home);
    return;
  }
  if ("loss" in shown) {
    drawLoss(shown.loss);
    return;
  }
  const { answer, table } = shown;
  notice(...answer.notes.map(english),
    answer.truncated ? text("truncated", { n: written(answer.rows.length) }) : "");
  bar.replaceChildren(tabs(), element("span", { class: "count" }, count(answer)),
    tab === "table" ? tools(answer, table) : "");
  if (tab === "drawing") drawing(answer.drawing, answer.nodes);
  else {
    home.replaceChildren(table.home);
    table.show();
  }
}

/**
 * Return the tabs over an answer.
 * @returns {HTMLElement}
 */
function tabs() {
  const attributes = { type: "button", role: "tab", "aria-controls": "answer" };
  const made = ["table", "drawing"].map((name) => (
    element("button", { ...attributes, id: `tab-${name}`, "data-tab": name }, text(name))));
  markTabs(made, (each) => each.dataset.tab === tab);
  tabKeys(made, (each) => {
    tab = each.dataset.tab === "drawing" ? "drawing" : "table";
    draw();
    document.getElementById(`tab-${tab}`)?.focus();
  });
  return element("div", { class: "tabs", role: "tablist", "aria-label": text("answer") }, ...made);
}

/**
 * Return what can be done with the rows.
 * @param {BenchAnswer} answer
 * @param {ResultTable} table
 * @returns {HTMLElement}
 */
function tools(answer, table) {
  const filter = element("input", {
    type: "text", id: "filter", "aria-label": text("filterRows"), placeholder: text("filterRows"),
    autocomplete: "off",
  });
  filter.value = table.filter;
  filter.addEventListener("input", () => { table.filterBy(filter.value); });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(table.copied());
      notice(text("copied", { n: written(table.shown().length) }));
    } catch {
      notice(text("notCopied"));
    }
  };
  const file = (/** @type {string} */ ending) => element("a", {
    class: "button", id: ending, download: `${data.study}.${ending}`,
    href: `/answers/${answer.answer}.${ending}?language=${reader.lang}`,
  }, text(ending));
  return element("div", { class: "actions" }, filter,
    button("copy", text("copy"), copy), file("csv"), file("xlsx"),
    data.parquet ? file("parquet") : button("parquet", text("parquet"), () => notice(text("noParquet"))));
}

/**
 * Show a drawing in its frame.
 * @param {string | null} name
 * @param {number} nodes
 */
function drawing(name, nodes) {
  if (name === null) {
    const reason = nodes ? text("tooLarge", { n: written(nodes) }) : text("noDrawing");
    home.replaceChildren(element("p", { class: "empty" }, reason));
    return;
  }
  const chosen = `#lang=${reader.lang}&theme=${reader.theme}`;
  home.replaceChildren(element("iframe", {
    id: "drawing", title: text("drawing"), src: `/drawings/${name}?language=${reader.lang}${chosen}`,
  }));
}

/**
 * Show what is lost: in sentences, and drawn.
 * @param {Loss} loss
 */
function drawLoss(loss) {
  notice();
  bar.replaceChildren(element("h2", { class: "loss" }, words(loss.title)));
  drawing(loss.drawing, 0);
  const rows = loss.rows.map(({ claim, sure, things }) => element("li", {}, words(claim), " ",
    ...(sure ? [element("span", { class: "sure" }, words(sure)), " "] : []),
    ...things.slice(0, 1).map((thing) => element("button",
      { type: "button", class: "text", on: { click: () => explain(thing.node) } },
      `${text("evidenceOf")}: ${nameOf(thing)}`))));
  const first = loss.rows[0];
  home.prepend(element("div", { class: "claims" },
    element("p", { class: "first" }, words(first?.claim)),
    ...(first?.sure ? [element("p", { class: "sure" }, words(first.sure))] : []),
    element("details", {}, element("summary", {}, `${words(loss.definition)} (${rows.length - 1})`),
      element("ol", {}, ...rows.slice(1))),
    ...loss.notes.map((note) => element("p", { class: "small" }, words(note)))));
}

window.addEventListener("message", (event) => {
  if (event.origin !== location.origin || typeof event.data?.about !== "string") return;
  if (event.data.about) explain(event.data.about);
});
onReader(draw);
draw();
