/* The legend, which is the filter: each entry has its mark, its words, and how many are shown of how many. */
import { toggleGroup } from "./page.canvas.js";
import { button, byId, element, present, textButton } from "./page.dom.js";
import { lineSample, swatch } from "./page.parts.js";
import { data } from "./page.payload.js";
import { marked } from "./page.scene.js";
import { counts, defaults, edges, isGrouped, nodes, onChange, span, state, switchedOff, update, visible }
  from "./page.state.js";
import { aroundWords, isolate } from "./page.surroundings.js";
import { text, words } from "./page.words.js";
import { yearPlayer } from "./page.years.js";

/** @import { FilterField, PageEdge, PageItem, PageNode } from "./types" */

/** @typedef {string | number} Key */
/** @typedef {Map<Key | undefined, [shown: number, all: number]>} Tally */

/** With more entries than this, a list scrolls. */
const LONG = 12;
const home = byId("filters");

/**
 * What makes each control show the state.
 * @type {(() => void)[]}
 */
let refreshers = [];

/**
 * What each filter counts, made when first asked for after a change.
 * @type {Map<FilterField, Tally[]>}
 */
const tallies = new Map();

/**
 * One list of checkboxes over the values of a field of the state, which holds those that are switched off.
 * @typedef {object} Filter
 * @property {FilterField} field
 * @property {string} title key of its heading
 * @property {Key[]} values
 * @property {(value: Key) => string} wordsOf
 * @property {() => Tally[]} tally
 * @property {(value: Key) => Node} [markOf]
 */

/**
 * Return a filter's list of checkboxes; nothing where there are no values.
 * @param {Filter} filter
 * @returns {HTMLElement | null}
 */
function list(filter) {
  const { field, values } = filter, title = text(filter.title);
  if (!values.length) return null;
  /** @type {(key: string, off: Key[]) => HTMLElement} */
  const all = (key, off) => textButton(text(key), () => update({ [field]: new Set(off), filtered: true }),
    { "aria-label": `${title}: ${text(key)}` });
  const long = values.length > LONG;
  const inner = element("div", { class: long ? "scroll" : "", ...(long && scrolling(title)) },
    ...values.map((value) => entry(filter, value)));
  return element("fieldset", { id: `filter-${field}` },
    element("legend", {}, element("span", {}, title), all("all", []), all("none", values)), inner);
}

/**
 * Return the attributes that let the keyboard scroll a part.
 * @param {string} title
 * @returns {{ tabindex: number, role: string, "aria-label": string }}
 */
const scrolling = (title) => ({ tabindex: 0, role: "group", "aria-label": title });

/**
 * Let a name be broken where no line holds it, such as an address; other words stay whole.
 * @param {string} name
 * @returns {(string | HTMLElement)[]}
 */
const breakable = (name) => name.split(/(\S{20})/).filter(Boolean)
  .flatMap((part, index) => (index ? [element("wbr", {}), part] : [part]));

/**
 * Return one checkbox with its mark, words and count; for a kind of a large page, with its group's button.
 * @param {Filter} filter
 * @param {Key} value
 * @returns {HTMLElement}
 */
function entry({ field, tally, wordsOf, markOf }, value) {
  const input = element("input", { type: "checkbox", on: { change: () => toggle(field, value) } });
  const count = element("span", { class: "n" });
  const name = element("span", { class: "text" }, ...breakable(wordsOf(value)));
  const row = element("label", { class: "row" },
    input, markOf?.(value), element("span", { class: "said" }, name, count));
  refreshers.push(() => {
    if (!tallies.has(field)) tallies.set(field, tally());
    const pairs = (tallies.get(field) ?? []).map((one) => one.get(value) ?? [0, 0]);
    const shown = pairs.reduce((sum, pair) => sum + pair[0], 0);
    const all = pairs.reduce((sum, pair) => sum + pair[1], 0);
    const on = !switchedOff(field).has(value);
    input.checked = on;
    row.classList.toggle("off", !on);
    count.textContent = shown === all ? String(all) : `${shown} / ${all}`;
  });
  if (field !== "kinds" || nodes.length <= data.limit) return row;
  return element("div", { class: "pair" }, row, groupButton(String(value)));
}

/**
 * Return the button that opens and closes the group of a kind.
 * @param {string} kind
 * @returns {HTMLButtonElement}
 */
function groupButton(kind) {
  const opener = textButton("", () => toggleGroup(kind));
  refreshers.push(() => {
    const open = state.open.has(kind);
    opener.hidden = !visible.grouped;
    opener.textContent = open ? "−" : "+";
    const act = text(open ? "closeGroup" : "openGroup");
    opener.setAttribute("aria-label", `${act}: ${words(data.kinds[kind].words)}`);
    opener.setAttribute("aria-expanded", String(open));
  });
  return opener;
}

/**
 * Switch a value of a filter on or off.
 * @param {FilterField} field
 * @param {Key} value
 */
function toggle(field, value) {
  const off = new Set(switchedOff(field));
  if (!off.delete(value)) off.add(value);
  update({ [field]: off, filtered: true });
}

/**
 * Return a checkbox over a flag of the state.
 * @param {"undated" | "unconnected"} flag
 * @returns {HTMLElement}
 */
function flagBox(flag) {
  const input = element("input", {
    type: "checkbox", id: flag, on: { change: () => update({ [flag]: input.checked, filtered: true }) },
  });
  refreshers.push(() => { input.checked = state[flag]; });
  return element("label", { class: "row" }, input, element("span", { class: "text" }, text(flag)));
}

/**
 * Return the sliders of the period; nothing where all is of one year or undated.
 * @returns {HTMLElement | null}
 */
function period() {
  if (!span || span[0] === span[1]) return null;
  const years = element("div", { class: "years" }, ...slider("from", span), ...slider("until", span));
  return element("fieldset", { id: "filter-period" },
    element("legend", {}, element("span", {}, text("period"))), years, yearPlayer(), flagBox("undated"));
}

/**
 * Return label, slider and year of one end of the period; the other end gives way.
 * @param {"from" | "until"} end
 * @param {[number, number]} range
 * @returns {HTMLElement[]}
 */
function slider(end, [low, high]) {
  const id = `year-${end}`;
  const output = element("output", { for: id });
  const move = () => {
    const value = +input.value, { from, until } = state;
    update(end === "from"
      ? { from: value, until: Math.max(value, until ?? value), filtered: true }
      : { until: value, from: Math.min(value, from ?? value), filtered: true });
  };
  const input = element("input", { type: "range", id, min: low, max: high, step: 1, on: { input: move } });
  refreshers.push(() => {
    input.value = String(state[end]);
    output.value = String(state[end]);
  });
  return [element("label", { for: id }, text(end)), input, output];
}

/**
 * Return the choice of what the size of the marks means.
 * @returns {HTMLElement}
 */
function sizeChoice() {
  const choice = element("select", { id: "size", on: { change: () => update({ size: choice.value }) } },
    element("option", { value: "none" }, words(data.texts.measures.none)),
    ...data.measures.map((measure) => element("option", { value: measure.key }, words(measure.words))));
  refreshers.push(() => { choice.value = state.size; });
  return element("div", { class: "field" }, element("label", { for: "size" }, text("size")), choice);
}

/**
 * Count nodes by a value.
 * @param {(node: PageNode) => (Key | undefined)[]} valuesOf
 * @returns {Tally}
 */
const countNodes = (valuesOf) => counts(nodes, visible.nodes, valuesOf);

/**
 * Count relationships by a value.
 * @param {(edge: PageEdge) => (Key | undefined)[]} valuesOf
 * @returns {Tally}
 */
const countEdges = (valuesOf) => counts(edges, visible.edges, valuesOf);

/**
 * Return the numbers of the sources of an item, each once.
 * @param {PageItem} item
 * @returns {number[]}
 */
const sourcesOf = (item) => [...new Set((item.evidence || []).map((one) => one.source))];

/**
 * Return values in the order of their words.
 * @template {Key} Value
 * @param {Value[]} values
 * @param {(value: Key) => string} wordsOf
 * @returns {Value[]}
 */
const sorted = (values, wordsOf) => values.sort((a, b) => wordsOf(a).localeCompare(wordsOf(b), state.lang));

/**
 * Return the filter of differences between two builds; without values in any other view.
 * @returns {Filter}
 */
const changeFilter = () => ({
  field: "changes", title: "changes", values: Object.keys(data.changes),
  tally: () => [countNodes((node) => [node.change]), countEdges((edge) => [edge.change])],
  wordsOf: (value) => words(data.changes[/** @type {keyof typeof data.changes} */ (value)]),
});

/**
 * Return the filter of kinds of nodes.
 * @returns {Filter}
 */
const kindFilter = () => ({
  field: "kinds", title: "kinds", values: data.kindOrder,
  tally: () => [countNodes((node) => [node.kind])],
  wordsOf: (value) => words(data.kinds[value].words),
  markOf: (value) => swatch(String(value)),
});

/**
 * Return the filter of types of relationships.
 * @returns {Filter}
 */
function typeFilter() {
  /** @type {Filter["wordsOf"]} */
  const wordsOf = (value) => words(data.types[value]);
  return {
    field: "types", title: "relations", values: sorted(Object.keys(data.types), wordsOf), wordsOf,
    tally: () => [countEdges((edge) => [edge.type])],
  };
}

/**
 * Return the filter of the statuses that occur.
 * @returns {Filter}
 */
const statusFilter = () => ({
  field: "statuses", title: "status",
  values: Object.keys(data.statuses)
    .filter((status) => [...edges, ...nodes].some((item) => item.status === status)),
  tally: () => [countEdges((edge) => [edge.status])],
  wordsOf: (value) => words(data.statuses[value]),
  markOf: (value) => lineSample(String(value)),
});

/**
 * Return the filter of the sources that are cited.
 * @returns {Filter}
 */
function sourceFilter() {
  /** @type {Filter["wordsOf"]} */
  const wordsOf = (value) => words(data.sources[Number(value)].name);
  const cited = [...new Set([...nodes, ...edges].flatMap(sourcesOf))];
  return {
    field: "sources", title: "sources", values: sorted(cited, wordsOf), wordsOf,
    tally: () => [countNodes(sourcesOf), countEdges(sourcesOf)],
  };
}

/** Show everything as when the page opened, but for language, theme, tab and what is selected. */
function reset() {
  const {
    kinds, types, statuses, sources, changes, from, until, undated, unconnected, open, allOpen, removed,
    around, pins,
  } = defaults();
  marked.cut = new Set();
  update({
    kinds, types, statuses, sources, changes, from, until, undated, unconnected, open, allOpen, removed,
    around, pins, filtered: true, refit: true,
  });
}

/** Make the legend in the reader's language. */
function build() {
  refreshers = [];
  home.replaceChildren(...present([
    list(changeFilter()), list(kindFilter()), sizeChoice(), list(typeFilter()), flagBox("unconnected"),
    period(), list(statusFilter()), list(sourceFilter()), button("reset", text("reset"), reset),
  ]));
  refresh();
}

/** Let every control show the state. */
function refresh() {
  tallies.clear();
  refreshers.forEach((act) => act());
}

/**
 * Return a notice above the diagram.
 * @param {string} sentence
 * @param {HTMLButtonElement} [act]
 * @returns {HTMLElement}
 */
const notice = (sentence, act) => (
  element("div", { class: "notice", role: "note" }, element("span", {}, sentence), act));

/** Say how much is shown, whether nodes are grouped, and what was left out. */
function announce() {
  const shown = text("shownCount", { n: visible.n, N: nodes.length, m: visible.m, M: edges.length });
  const notices = [];
  if (state.around !== null) {
    const sentence = aroundWords(state.around, state.steps);
    notices.push(notice(sentence, button("show-all", text("aroundEnd"), () => isolate(null))));
  }
  if (visible.grouped) {
    const grouped = nodes.filter((node, id) => visible.nodes[id] && isGrouped(node));
    const groups = new Set(grouped.map((node) => node.kind)).size;
    const expand = () => update({ allOpen: true, filtered: true, refit: true });
    const sentence = text("grouped", { n: visible.n, g: groups });
    notices.push(notice(sentence, button("expand", text("expandAll"), expand)));
  } else if (state.allOpen && visible.n > data.limit) {
    const collapse = () => update({ allOpen: false, open: new Set(), filtered: true, refit: true });
    notices.push(notice(shown, button("collapse", text("collapseAll"), collapse)));
  }
  if (data.undrawn) notices.push(notice(text("undrawn", { n: data.undrawn })));
  if (data.persons) notices.push(notice(text("persons", { n: data.persons })));
  byId("notices").replaceChildren(...notices);
  byId("count").textContent = shown;
}

onChange((change) => {
  if ("lang" in change) build(); else if (change.filtered || "size" in change) refresh();
  if (change.filtered || "lang" in change) announce();
});

/** Make the legend and the notices. */
export function buildFilters() {
  build();
  announce();
}
