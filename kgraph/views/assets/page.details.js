/* The panel on what is selected: both languages, dates, every statement with its source, the neighbours. */
import { button, byId, element, link, present, say, textButton } from "./page.dom.js";
import { nodeButton, swatch } from "./page.parts.js";
import { data } from "./page.payload.js";
import { edges, incident, nodes, onChange, state, update, visible } from "./page.state.js";
import { byName, locale, name, text, words } from "./page.words.js";

/** @import { Child } from "./page.dom.js" */
/** @import { Evidence, Finding, PageEdge, PageItem, PageNode, Value } from "./types" */

const panel = byId("details");
/** What the heading and the line of other names already say. */
const NAMES = ["alias", "title", "name"];
/** Findings shown before the rest is folded. */
const FINDINGS_SHOWN = 2;
/** From this number on, digits are grouped; below it are years. */
const GROUPED = 10000;

/**
 * Return the period of an item in words; nothing where it has none.
 * @param {PageItem} item
 * @returns {string}
 */
function dates(item) {
  if (!item.period) return "";
  const [start, end] = item.period;
  if (item.event) return start || end || "";
  return `${start || "…"} – ${end || text("openEnd")}`;
}

/**
 * Return a value as it is shown: a link, a number as the language writes it, a paragraph per language.
 * @param {Value} value
 * @returns {Node[]}
 */
function shown(value) {
  if (Array.isArray(value)) return value.map((item) => element("p", {}, ...shown(item)));
  if (value && typeof value === "object") {
    const codes = Object.keys(value).sort((a, b) => Number(b === state.lang) - Number(a === state.lang));
    const same = new Set(codes.map((code) => String(value[code]))).size === 1;
    return (same ? codes.slice(0, 1) : codes).map((code) => element("p", { lang: code },
      same ? null : element("span", { class: "lang" }, code), ...shown(value[code])));
  }
  if (typeof value === "string" && /^https?:\/\//i.test(value)) return [link(value, value)];
  return [document.createTextNode(plain(value))];
}

/**
 * Return a single value as text.
 * @param {string | number | boolean | null} value
 * @returns {string}
 */
function plain(value) {
  if (typeof value === "boolean") return value ? "✓" : "–";
  if (typeof value !== "number") return String(value);
  return value.toLocaleString(locale(), { useGrouping: Math.abs(value) >= GROUPED });
}

/**
 * Return the numbers of the statements that a property comes from, where not all say it.
 * @param {PageItem} item
 * @param {string} key
 * @returns {HTMLElement | null}
 */
function footnotes(item, key) {
  const places = item.origins?.[key] ?? [];
  if (!places.length || (item.evidence ?? []).length < 2) return null;
  return element("sup", {}, places.map((place) => place + 1).join(", "));
}

/**
 * Return a term and its description.
 * @param {string} term
 * @param {...Child} description
 * @returns {HTMLElement[]}
 */
const pair = (term, ...description) => [element("dt", {}, term), element("dd", {}, ...description)];

/**
 * Return the properties of an item.
 * @param {PageItem} item
 * @returns {HTMLElement[]}
 */
function facts(item) {
  const list = element("dl");
  if (item.period) list.append(...pair(text(item.event ? "date" : "period"), dates(item)));
  Object.entries(item.properties || {}).forEach(([key, value]) => {
    if ("aliases" in item && item.aliases && NAMES.includes(key)) return;
    list.append(...pair(words(data.keys[key]) || key, ...shown(value), footnotes(item, key)));
  });
  if (item.confidence !== undefined) list.append(...pair(text("confidence"), String(item.confidence)));
  if (item.rule) list.append(...pair(text("rule"), item.rule));
  return list.children.length ? [element("h3", {}, text("properties")), list] : [];
}

/**
 * Return the present value of something that has changed.
 * @param {PageItem} item
 * @param {string} key
 * @returns {Value | undefined}
 */
function current(item, key) {
  const [start, end] = item.period ?? [];
  /** @type {Record<string, Value | undefined>} */
  const own = { from: start, until: end, statementStatus: item.status };
  return item.properties?.[key] ?? own[key];
}

/**
 * Return what has changed since the earlier build, before and after.
 * @param {PageItem} item
 * @returns {HTMLElement[]}
 */
function changes(item) {
  if (!item.before) return [];
  /** @type {(key: string, value: Value | undefined) => HTMLElement} */
  const moment = (key, value) => element("p", {}, element("span", { class: "lang" }, text(key)),
    ...(value === null || value === undefined ? ["–"] : shown(value)));
  const list = element("dl", {}, ...Object.entries(item.before).flatMap(([key, former]) => (
    pair(words(data.keys[key]) || key, moment("before", former), moment("after", current(item, key))))));
  return [element("h3", {}, text("changes")), list];
}

/**
 * Return what one source says.
 * @param {Evidence} entry
 * @param {number | null} number its number where there are several
 * @returns {HTMLElement}
 */
function statement(entry, number) {
  const source = data.sources[entry.source], title = words(source.name);
  const published = source.issued && `${text("published")} ${source.issued}`;
  const origin = [words(source.publisher), published].filter(Boolean).join(", ");
  const place = [
    words(data.statuses[entry.status ?? ""]) || entry.status,
    entry.locator && `${text("locator")}: ${entry.locator}`,
    entry.confidence !== undefined && `${text("confidence")}: ${entry.confidence}`,
  ].filter(Boolean).join(" · ");
  return element("li", {},
    element("div", {},
      number !== null && element("span", { class: "lang" }, String(number)),
      source.link ? link(source.link, title) : title),
    origin ? element("div", { class: "meta" }, origin) : null,
    element("div", { class: "meta" }, place),
    entry.paraphrase ? element("div", {}, entry.paraphrase) : null,
    entry.quote ? element("blockquote", {}, entry.quote) : null,
    entry.anchor ? element("div", { class: "meta anchor" }, `${text("anchor")}: ${entry.anchor}`) : null);
}

/**
 * Return what every source says.
 * @param {PageItem} item
 * @returns {HTMLElement[]}
 */
function evidence(item) {
  const list = item.evidence ?? [], several = list.length > 1;
  const statements = list.map((entry, index) => statement(entry, several ? index + 1 : null));
  return [
    element("h3", {}, text("evidence")),
    list.length ? element("ol", {}, ...statements) : element("p", { class: "empty" }, text("noEvidence")),
  ];
}

/**
 * Return the badges of an item: a status other than stated, and what became of it.
 * @param {PageItem} item
 * @returns {HTMLElement[]}
 */
const badges = (item) => present([
  item.status !== "stated"
    && element("span", { class: `badge ${item.status}` }, words(data.statuses[item.status]) || item.status),
  item.change && item.change !== "same"
    && element("span", { class: `badge ${item.change}` }, words(data.changes[item.change])),
]);

/**
 * Return the relationships of a node, by type and direction.
 * @param {PageNode} node
 * @returns {HTMLElement[]}
 */
function neighbours(node) {
  /** @type {Map<string, PageEdge[]>} */
  const groups = new Map();
  incident[node.id].forEach((id) => {
    const edge = edges[id], key = edge.type + (edge.from === node.id ? ">" : "<");
    const group = groups.get(key);
    if (group) group.push(edge); else groups.set(key, [edge]);
  });
  if (!groups.size) {
    return [element("h3", {}, text("neighbours")), element("p", { class: "empty" }, text("noNeighbours"))];
  }
  const heading = element("h3", {}, `${text("neighbours")} (${incident[node.id].length})`);
  return [heading, ...[...groups.values()].flatMap((group) => neighbourGroup(node, group))];
}

/**
 * Return relationships of one type and direction, by the name of the other end.
 * @param {PageNode} node
 * @param {PageEdge[]} group
 * @returns {HTMLElement[]}
 */
function neighbourGroup(node, group) {
  const out = group[0].from === node.id;
  /** @type {(edge: PageEdge) => number} */
  const other = (edge) => (out ? edge.to : edge.from);
  group.sort((a, b) => byName(other(a), other(b)));
  const direction = element("span", { class: "visually-hidden" }, text(out ? "outgoing" : "incoming"));
  return [
    element("p", { class: "meta" }, `${words(data.types[group[0].type])} ${out ? "→" : "←"} `, direction),
    element("ul", {}, ...group.map((edge) => neighbour(edge, other(edge)))),
  ];
}

/**
 * Return one relationship of a node.
 * @param {PageEdge} edge
 * @param {number} other the node at its other end
 * @returns {HTMLElement}
 */
function neighbour(edge, other) {
  const meta = [dates(edge), !visible.edges[edge.id] && text("hiddenNow")].filter(Boolean).join(" · ");
  const label = `${text("evidence")}: ${words(data.types[edge.type])}, ${name(nodes[other])}`;
  return element("li", {}, nodeButton(other), ...badges(edge),
    meta ? element("div", { class: "meta" }, meta) : null,
    textButton(`${text("evidence")} (${(edge.evidence ?? []).length})`,
      () => update({ edge: edge.id, node: null }),
      { class: "text meta", "aria-label": label }));
}

/**
 * Return one finding of the analysis.
 * @param {Finding} finding
 * @returns {HTMLElement}
 */
function findingRow({ claim, figure, interval, bounds, result }) {
  const { title, definition } = data.results[result];
  /** @type {(value: number) => string} */
  const written = (value) => Number(value).toLocaleString(locale(), { maximumFractionDigits: 3 });
  const ranges = [[text("interval"), interval], [text("bounds"), bounds]]
    .flatMap(([kind, ends]) => (Array.isArray(ends) ? [`${kind} ${ends.map(written).join("–")}`] : []));
  const range = ranges.length ? ` (${ranges.join("; ")})` : "";
  const value = figure?.value;
  return element("li", {}, words(claim) || words(title), value === null || value === undefined ? null
    : element("div", { class: "meta", title: words(definition) },
      `${words(figure.words)}: ${written(value)}${range}`));
}

/**
 * Return the findings about a node.
 * @param {PageNode} node
 * @returns {HTMLElement[]}
 */
function findings(node) {
  const rows = (node.findings ?? []).map((index) => findingRow(data.findings[index]));
  if (!rows.length) return [];
  const rest = rows.slice(FINDINGS_SHOWN);
  return present([
    element("h3", {}, text("findings")),
    element("ul", {}, ...rows.slice(0, FINDINGS_SHOWN)),
    rest.length > 0 && element("details", {},
      element("summary", {}, text("more", { n: rest.length })), element("ul", {}, ...rest)),
  ]);
}

/**
 * Return the button that closes the panel.
 * @returns {HTMLElement}
 */
const closer = () => button("clear", text("clear"), () => {
  update({ node: null, edge: null });
  byId("search").focus();
});

/**
 * Return the panel on a node.
 * @param {PageNode} node
 * @returns {HTMLElement[]}
 */
function nodePanel(node) {
  const second = state.lang === "sv" ? "en" : "sv";
  const other = node.name[second] !== name(node)
    && element("p", { class: "other", lang: second }, node.name[second]);
  const aliases = (node.aliases ?? []).filter((alias) => alias !== node.name.sv && alias !== node.name.en);
  return present([
    element("div", { class: "head" },
      element("div", {}, element("h2", { lang: state.lang }, name(node)), other), closer()),
    element("p", { class: "kind" }, swatch(node.kind), words(data.kinds[node.kind].words), ...badges(node)),
    aliases.length > 0 && element("p", { class: "meta" }, `${text("alias")}: ${aliases.join("; ")}`),
    ...changes(node), ...facts(node), ...findings(node), ...evidence(node), ...neighbours(node),
    element("h3", {}, text("iri")), element("p", { class: "meta" }, link(node.uri, node.uri)),
  ]);
}

/**
 * Return the panel on a relationship.
 * @param {PageEdge} edge
 * @returns {HTMLElement[]}
 */
const edgePanel = (edge) => [
  element("div", { class: "head" },
    element("div", {}, element("h2", {}, words(data.types[edge.type]))), closer()),
  element("p", { class: "kind" }, ...badges(edge)),
  element("dl", {},
    ...pair(text("from"), nodeButton(edge.from)), ...pair(text("until"), nodeButton(edge.to))),
  ...changes(edge), ...facts(edge), ...evidence(edge),
];

/**
 * Return the panel when nothing is selected.
 * @returns {HTMLElement[]}
 */
const emptyPanel = () => [
  element("h2", {}, text("details")), element("p", { class: "empty" }, text("nothingSelected")),
];

/** Show what is selected. */
export function showDetails() {
  const node = state.node !== null && nodes[state.node], edge = state.edge !== null && edges[state.edge];
  panel.replaceChildren(...(node ? nodePanel(node) : edge ? edgePanel(edge) : emptyPanel()));
  document.querySelector(".frame")?.classList.toggle("open", Boolean(node || edge));
  panel.scrollTop = 0;
}

onChange((change) => {
  const reselected = change.node !== undefined || change.edge !== undefined;
  if (reselected || "lang" in change || change.filtered) showDetails();
  if (typeof change.node === "number") say(text("selectedNow", { name: name(nodes[change.node]) }));
});
