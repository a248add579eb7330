/* The tables show in rows what the diagram shows; what is selected is the same in both. */
import { network } from "./page.canvas.js";
import { button, byId, element, textButton } from "./page.dom.js";
import { nodeButton } from "./page.parts.js";
import { data } from "./page.payload.js";
import { edges, incident, measure, nodes, onChange, state, update, visible } from "./page.state.js";
import { markTabs, tabKeys } from "./page.tabs.js";
import { name, text, words } from "./page.words.js";

/** @import { Column, PageEdge, PageItem, PageNode, Tab } from "./types" */

/**
 * The columns and rows of one table, in the order that the reader has chosen.
 * @template {PageItem} Item
 * @typedef {{ columns: Column<Item>[], rows: Item[] }} Table
 */

const home = byId("panel-table");
const ROWS_PER_PAGE = 100;
/** Place of the first row that is shown. */
let first = 0;

/** @type {Column<any>[]} */
const SHARED = [
  { key: "from", title: () => text("validFrom"), of: (item) => item.period?.[0] ?? "", when: true },
  { key: "until", title: () => text("validUntil"), of: (item) => item.period?.[1] ?? "", when: true },
  {
    key: "status", title: () => text("status"),
    of: (item) => words(data.statuses[item.status]) || item.status,
  },
  {
    key: "sources", title: () => text("sources"), number: true,
    of: (item) => (item.evidence ?? []).length, written: sourceNames,
  },
];

/** @type {Column<any>} */
const CHANGE = {
  key: "change", title: () => text("changes"),
  of: (/** @type {PageItem} */ item) => words(item.change && data.changes[item.change]),
};

/** @type {Column<PageEdge>[]} */
const EDGE_COLUMNS = [
  {
    key: "source", title: () => text("from"), head: true,
    of: (edge) => name(nodes[edge.from]), node: (edge) => edge.from,
  },
  { key: "type", title: () => text("relation"), of: (edge) => words(data.types[edge.type]), edge: true },
  { key: "target", title: () => text("until"), of: (edge) => name(nodes[edge.to]), node: (edge) => edge.to },
];

/** @type {Column<PageNode>[]} */
const NODE_COLUMNS = [
  { key: "name", title: () => text("name"), of: name, node: (node) => node.id, head: true },
  { key: "kind", title: () => text("kind"), of: (node) => words(data.kinds[node.kind].words) },
  {
    key: "degree", title: () => text("relations"), number: true,
    of: (node) => incident[node.id].filter((id) => visible.edges[id]).length,
  },
];

/**
 * Return the names of the sources of an item.
 * @param {PageItem} item
 * @returns {string}
 */
function sourceNames(item) {
  return (item.evidence ?? []).map((entry) => words(data.sources[entry.source].name)).join("; ");
}

/**
 * Return the columns that nodes and relationships share.
 * @returns {Column<any>[]}
 */
const sharedColumns = () => (Object.keys(data.changes).length ? [...SHARED, CHANGE] : SHARED);

/**
 * Return the table of the nodes, with a column for the measure that sizes the marks.
 * @returns {Table<PageNode>}
 */
export function nodeTable() {
  const chosen = measure();
  /** @type {Column<PageNode>[]} */
  const sizes = !chosen || chosen.key === "degree" ? [] : [{
    key: "measure", title: () => words(chosen.words), number: true,
    of: (node) => chosen.values[node.id] ?? "",
  }];
  const columns = [...NODE_COLUMNS, ...sizes, ...sharedColumns()];
  return { columns, rows: sorted(nodes.filter((node) => visible.nodes[node.id]), columns) };
}

/**
 * Return the table of the relationships.
 * @returns {Table<PageEdge>}
 */
export function edgeTable() {
  const columns = [...EDGE_COLUMNS, ...sharedColumns()];
  return { columns, rows: sorted(edges.filter((edge) => visible.edges[edge.id]), columns) };
}

/**
 * Return the table of a tab.
 * @param {Tab} tab
 * @returns {Table<any>}
 */
const tableOf = (tab) => (tab === "edges" ? edgeTable() : nodeTable());

/**
 * Return the column that the reader sorts by, and whether downwards.
 * @template {PageItem} Item
 * @param {Column<Item>[]} columns
 * @returns {{ column: Column<Item>, down: boolean }}
 */
function order(columns) {
  const [key, way] = state.sort.split(".");
  return { column: columns.find((column) => column.key === key) ?? columns[0], down: way === "down" };
}

/**
 * Return rows in the order that the reader has chosen; those without a value come last.
 * @template {PageItem} Item
 * @param {Item[]} rows
 * @param {Column<Item>[]} columns
 * @returns {Item[]}
 */
function sorted(rows, columns) {
  const { column, down } = order(columns), sign = down ? -1 : 1;
  const { compare } = new Intl.Collator(state.lang, { numeric: true });
  return rows.map((item) => ({ value: column.of(item), item }))
    .sort(({ value: a, item: one }, { value: b, item: other }) => {
      if ((a === "") !== (b === "")) return a === "" ? 1 : -1;
      const difference = column.number ? Number(a) - Number(b) : compare(String(a), String(b));
      return sign * difference || one.id - other.id;
    })
    .map(({ item }) => item);
}

/**
 * Return one cell: text, or a button that selects.
 * @param {Column<any>} column
 * @param {PageItem} item
 * @returns {HTMLElement}
 */
function cell(column, item) {
  const kind = column.number ? "number" : column.when ? "when" : null;
  const content = column.node ? nodeButton(column.node(item))
    : column.edge ? textButton(String(column.of(item)), () => update({ edge: item.id, node: null }))
      : String(column.of(item));
  return column.head
    ? element("th", { scope: "row", class: kind }, content) : element("td", { class: kind }, content);
}

/**
 * Return the heading of a column, which sorts by it.
 * @param {Column<any>} column
 * @param {ReturnType<typeof order>} sorting
 * @returns {HTMLElement}
 */
function heading(column, sorting) {
  const chosen = column.key === sorting.column.key;
  const sort = () => {
    update({ sort: `${column.key}.${chosen && !sorting.down ? "down" : "up"}` });
    show();
    /** @type {HTMLElement | null} */ (home.querySelector(`[data-sort="${column.key}"]`))?.focus();
  };
  const way = sorting.down ? "descending" : "ascending";
  const attributes = {
    scope: "col", class: column.number ? "number" : null, "aria-sort": chosen ? way : null,
  };
  return element("th", attributes,
    element("button", { type: "button", "data-sort": column.key, on: { click: sort } }, column.title()));
}

/**
 * Return the way to other rows; nothing where all fit.
 * @param {number} count
 * @returns {HTMLElement | null}
 */
function pages(count) {
  if (count <= ROWS_PER_PAGE) return null;
  const last = Math.min(first + ROWS_PER_PAGE, count);
  /** @type {(by: number) => () => void} */
  const turn = (by) => () => {
    first += by;
    show();
  };
  return element("div", { class: "pages" },
    button("previous", text("previous"), turn(-ROWS_PER_PAGE), { disabled: first === 0 }),
    button("next", text("next"), turn(ROWS_PER_PAGE), { disabled: last >= count }),
    element("span", {}, text("rows", { a: first + 1, b: last, n: count })));
}

/** Show the table of the tab. */
function show() {
  if (state.tab === "diagram") return;
  const { columns, rows } = tableOf(state.tab), sorting = order(columns);
  const lastPage = Math.floor(Math.max(rows.length - 1, 0) / ROWS_PER_PAGE) * ROWS_PER_PAGE;
  first = Math.max(0, Math.min(first, lastPage));
  const title = text(state.tab === "edges" ? "relationTable" : "nodes");
  const chosen = state.tab === "edges" ? state.edge : state.node;
  const head = element("tr", {}, ...columns.map((column) => heading(column, sorting)));
  const body = rows.slice(first, first + ROWS_PER_PAGE).map((item) => element("tr",
    { "data-id": item.id, "aria-current": chosen === item.id ? "true" : null },
    ...columns.map((column) => cell(column, item))));
  const table = element("table", {}, element("caption", { class: "visually-hidden" }, title),
    element("thead", {}, head), element("tbody", {}, ...body));
  const region = { class: "tablebox", tabindex: 0, role: "region", "aria-label": title };
  const frame = element("div", region, table);
  home.replaceChildren(frame, ...[pages(rows.length) ?? []].flat());
}

/** Turn to the page of rows that holds what is selected. */
function follow() {
  const id = state.tab === "edges" ? state.edge : state.node;
  if (id === null) return;
  const place = tableOf(state.tab).rows.findIndex((item) => item.id === id);
  if (place >= 0) first = Math.floor(place / ROWS_PER_PAGE) * ROWS_PER_PAGE;
}

/** @type {HTMLElement[]} */
const tabs = [...document.querySelectorAll("[data-tab]")].filter((tab) => tab instanceof HTMLElement);

/**
 * Return the tab that a button opens.
 * @param {HTMLElement} tab
 * @returns {Tab}
 */
const tabOf = (tab) => /** @type {Tab} */ (tab.dataset.tab);

/** Show the panel of the tab that is open. */
export function showTab() {
  const diagram = state.tab === "diagram";
  markTabs(tabs, (tab) => tabOf(tab) === state.tab);
  byId("panel-diagram").hidden = !diagram;
  home.hidden = diagram;
  home.setAttribute("aria-labelledby", `tab-${state.tab}`);
  if (diagram) {
    network.redraw();
    return;
  }
  follow();
  show();
}

tabKeys(tabs, (tab) => update({ tab: tabOf(tab) }));

/**
 * Return the cell that has the focus, as the item of its row and its column.
 * @returns {{ id: string | undefined, column: number } | null}
 */
function focusedCell() {
  const { activeElement } = document;
  const row = activeElement && home.contains(activeElement) ? activeElement.closest("tr") : null;
  const focused = activeElement?.closest("td,th");
  return row && focused ? { id: row.dataset.id, column: [...row.children].indexOf(focused) } : null;
}

onChange((change) => {
  if ("tab" in change) {
    first = 0;
    showTab();
    return;
  }
  if (state.tab === "diagram") return;
  const focused = focusedCell();
  if (change.node !== undefined || change.edge !== undefined) follow();
  show();
  const row = focused?.id && home.querySelector(`tr[data-id="${focused.id}"]`);
  if (row) row.children[focused.column]?.querySelector("button")?.focus();
});
