/* What is wrong or open in the study's own files, what can be entered, and the rebuild that follows. */
import { button, byId, element, say, textButton } from "./page.dom.js";
import { data, keep, kept, onReader, reader, text, words } from "./workbench.data.js";
import { entryPage } from "./workbench.entry.js";
import { findingPage } from "./workbench.mend.js";
import { pairKey, pairPage, sideName } from "./workbench.pairs.js";
import { bringIntoView, difference, refusal } from "./workbench.plans.js";
import { rebuildPart, savedSince } from "./workbench.rebuild.js";
import { showPage } from "./workbench.results.js";
import { Refused, get, post } from "./workbench.server.js";
import { onWay } from "./workbench.ways.js";

/** @import { Collected, EntryClass, FoundFault, OpenPair, Saved } from "./workbench-collect-types" */

const home = byId("asks-collect");
/**
 * The severities, with the heading of each.
 * @type {[FoundFault["severity"], string][]}
 */
const SEVERITIES = [["violation", "violations"], ["warning", "warnings"], ["info", "infos"]];
/** Findings of a severity that are listed at first, and how many of each are listed now. */
const LISTED = 40;
/** @type {Record<string, number>} */
const listed = {};
/** @type {Collected | null} */
let found = null;
/** @type {EntryClass[]} */
let classes = [];
/** @type {Set<string>} */
const postponed = new Set(kept("later") ?? []);
/** The key of what is looked at. */
let chosen = "";

/** Ask what there is, and show it. */
async function load() {
  if (!found) home.replaceChildren(element("p", { class: "busy", role: "status" }, text("checking")));
  try {
    if (data.edit && !classes.length) classes = await get("/api/forms", {});
    found = await get("/api/findings", {});
    list();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    home.replaceChildren(refusal(error), button("look-again", text("lookAgain"), load));
  }
}

/**
 * Show something in the place of the answer.
 * @param {string} key
 * @param {() => HTMLElement} open
 */
function choose(key, open) {
  chosen = key;
  // Drawn again only in another language: a change of appearance takes nothing from a form.
  let page = open(), { lang } = reader;
  showPage((bar, stage) => {
    if (lang !== reader.lang) {
      page = open();
      ({ lang } = reader);
    }
    bar.replaceChildren();
    stage.replaceChildren(page);
  });
  list();
  bringIntoView(byId("stage"));
}

/**
 * Take in that something was saved.
 * @param {Saved} saved
 */
function tookIn(saved) {
  if (found) found.last = saved.last;
  savedSince();
  say(text("saved", { file: saved.file }));
}

/**
 * Show a pair.
 * @param {OpenPair} pair
 */
function openPair(pair) {
  const key = pairKey(pair);
  const next = () => {
    const rest = pairs().filter((each) => pairKey(each) !== key);
    if (rest.length) openPair(rest[0]); else list();
  };
  choose(key, () => pairPage(pair, {
    saved: (saved) => {
      tookIn(saved);
      if (found) found.pairs = found.pairs.filter((each) => pairKey(each) !== key);
      list();
    },
    later: () => {
      postponed.add(key);
      keep("later", [...postponed]);
      next();
    },
  }));
}

/** @returns {OpenPair[]} the open pairs, those for later at the end */
function pairs() {
  const late = (/** @type {OpenPair} */ pair) => Number(postponed.has(pairKey(pair)));
  return [...found?.pairs ?? []].sort((a, b) => late(a) - late(b));
}

/**
 * Show a finding.
 * @param {FoundFault} finding
 */
function openFinding(finding) {
  choose(findingKey(finding), () => findingPage(finding, (saved) => {
    tookIn(saved);
    load();
  }));
}

/**
 * Return what tells a finding from others.
 * @param {FoundFault} finding
 * @returns {string}
 */
const findingKey = ({ name, place, focus, value }) => [name, place, focus, value].join("\n");

/** Take back the last edit. */
async function undo() {
  try {
    await post("/api/undo", {});
    savedSince();
    await load();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    home.prepend(refusal(error));
  }
}

/**
 * Return an item of a list, which opens what it names.
 * @param {string} key
 * @param {string} label
 * @param {() => void} open
 * @param {string} [more]
 * @returns {HTMLElement}
 */
const item = (key, label, open, more = "") => element("li",
  { "aria-current": chosen === key ? "true" : null },
  textButton(label, open), more ? element("div", { class: "small" }, more) : null);

/**
 * Return the findings of a severity.
 * @param {typeof SEVERITIES[number]} severity and its heading
 * @returns {HTMLElement | null}
 */
function findingList([severity, heading]) {
  const own = (found?.findings ?? []).filter((each) => each.severity === severity);
  if (!own.length) return null;
  const most = listed[severity] ?? LISTED;
  const items = own.slice(0, most).map((each) => item(findingKey(each),
    [each.place, words(each.label)].filter(Boolean).join(" · ") || each.name,
    () => openFinding(each), words(each.message)));
  const more = () => {
    listed[severity] = most + 5 * LISTED;
    list();
  };
  return element("details", { open: severity === "violation" || most > LISTED },
    element("summary", {}, `${text(heading)} (${own.length})`),
    element("ul", { class: "asked" }, ...items),
    own.length > most ? textButton(text("more", { n: own.length - most }), more) : null);
}

/** @returns {HTMLElement} what can be entered */
function entries() {
  const choice = element("select", { id: "entry-class" }, ...classes.map((each) => (
    element("option", { value: each.name }, words(each.words)))));
  const open = () => choose(`entry ${choice.value}`, () => entryPage(choice.value, tookIn));
  choice.value = classes.some((each) => each.name === "Decision") ? "Decision" : classes[0]?.name ?? "";
  return element("div", { class: "field" }, element("label", { for: "entry-class" }, text("enterNew")),
    element("div", { class: "pair" }, choice, button("enter", text("fillIn"), open)));
}

/** Show the lists. */
function list() {
  if (!found) return;
  const open = pairs();
  const { last } = found;
  home.replaceChildren(
    element("h2", {}, text("pairs", { n: open.length })),
    open.length
      ? element("ul", { class: "asked" }, ...open.map((pair) => item(pairKey(pair),
        pair.sides.map(sideName).join(" – "), () => openPair(pair),
        postponed.has(pairKey(pair)) ? text("postponed") : "")))
      : element("p", { class: "small" }, text(found.readable ? "noPairs" : "unreadable")),
    element("h2", {}, text("findings", { n: found.findings.length })),
    ...SEVERITIES.flatMap((severity) => findingList(severity) ?? []),
    ...(data.edit ? [entries(), rebuildPart()] : [element("p", { class: "small" }, text("editOff"))]),
    ...(data.edit && last ? [element("details", { class: "last" },
      element("summary", {}, text("lastEdit", { file: last.file })), difference(last.lines),
      button("undo", text("undo"), undo))] : []),
    element("p", {}, button("look-again", text("lookAgain"), load)));
}

onReader(list);
onWay("collect", load);
