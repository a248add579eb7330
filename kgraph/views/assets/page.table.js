/* The tables say in rows what the diagram shows; the choice of a node or relation is the same in both. */
"use strict";
(() => {
  const { data, nodes, edges, incident, state, visible, element, text, words, name } = K;
  const home = document.getElementById("panel-table");
  const PAGE = 100;
  let first = 0;

  const sourcesOf = (item) => (item.evidence || []).map((entry) => words(data.sources[entry.source].name)).join("; ");
  const start = (item) => (item.period || [])[0] || "";
  const end = (item) => (item.period || [])[1] || "";
  const status = (item) => words(data.statuses[item.status]) || item.status;
  const change = { key: "change", title: () => text("changes"), of: (item) => words(data.changes[item.change] || null) };

  function columns(tab) {
    const shared = [
      { key: "from", title: () => text("validFrom"), of: start, when: true },
      { key: "until", title: () => text("validUntil"), of: end, when: true },
      { key: "status", title: () => text("status"), of: status },
      { key: "sources", title: () => text("sources"), of: (item) => (item.evidence || []).length, written: sourcesOf, number: true },
      ...(Object.keys(data.changes).length ? [change] : []),
    ];
    if (tab === "edges") {
      return [
        { key: "source", title: () => text("from"), of: (edge) => name(nodes[edge.from]), node: (edge) => edge.from, head: true },
        { key: "type", title: () => text("relation"), of: (edge) => words(data.types[edge.type]), edge: true },
        { key: "target", title: () => text("until"), of: (edge) => name(nodes[edge.to]), node: (edge) => edge.to },
        ...shared,
      ];
    }
    const chosen = data.measures.find((measure) => measure.key === state.size && measure.key !== "degree");
    return [
      { key: "name", title: () => text("name"), of: (node) => name(node), node: (node) => node.id, head: true },
      { key: "kind", title: () => text("kind"), of: (node) => words(data.kinds[node.kind].words) },
      { key: "degree", title: () => text("relations"), of: (node) => incident[node.id].filter((id) => visible.edges[id]).length, number: true },
      ...(chosen ? [{ key: "measure", title: () => words(chosen.words), of: (node) => chosen.values[node.id] ?? "", number: true }] : []),
      ...shared,
    ];
  }

  function rowsOf(tab) {
    const [items, shown] = tab === "edges" ? [edges, visible.edges] : [nodes, visible.nodes];
    const rows = items.filter((item) => shown[item.id]);
    const [key, way] = state.sort.split(".");
    const list = columns(tab), column = list.find((one) => one.key === key) || list[0];
    const sign = way === "down" ? -1 : 1, compare = new Intl.Collator(state.lang, { numeric: true }).compare;
    const keyed = rows.map((item) => [column.of(item), item]);
    keyed.sort((a, b) => {
      if ((a[0] === "") !== (b[0] === "")) return a[0] === "" ? 1 : -1;
      const order = column.number ? a[0] - b[0] : compare(String(a[0]), String(b[0]));
      return sign * order || a[1].id - b[1].id;
    });
    return keyed.map((pair) => pair[1]);
  }
  K.tableOf = (tab) => ({ columns: columns(tab), rows: rowsOf(tab) });

  function cell(column, item) {
    const tag = column.head ? "th" : "td";
    const attributes = { scope: column.head ? "row" : null, class: column.number ? "number" : column.when ? "when" : null };
    if (column.node) return element(tag, attributes, K.nodeButton(column.node(item)));
    if (column.edge) return element(tag, attributes, element("button", { type: "button", class: "text", on: { click: () => K.update({ edge: item.id, node: null }) } }, column.of(item)));
    return element(tag, attributes, String(column.of(item)));
  }

  function show(focusSort) {
    const tab = state.tab;
    if (tab === "diagram") return;
    const list = columns(tab), rows = rowsOf(tab);
    first = Math.max(0, Math.min(first, Math.floor(Math.max(rows.length - 1, 0) / PAGE) * PAGE));
    const [key, way] = state.sort.split(".");
    const sorted = list.some((column) => column.key === key) ? key : list[0].key;
    const head = element("tr", {}, ...list.map((column) => element("th", { scope: "col", class: column.number ? "number" : null, "aria-sort": column.key === sorted ? (way === "down" ? "descending" : "ascending") : null },
      element("button", { type: "button", "data-sort": column.key, on: { click: () => { K.update({ sort: column.key + (column.key === sorted && way !== "down" ? ".down" : ".up") }); show(column.key); } } }, column.title()))));
    const body = rows.slice(first, first + PAGE).map((item) => element("tr", { "data-id": item.id, "aria-current": (tab === "edges" ? state.edge : state.node) === item.id ? "true" : null }, ...list.map((column) => cell(column, item))));
    const caption = element("caption", { class: "visually-hidden" }, text(tab === "edges" ? "relationTable" : "nodes"));
    const pages = rows.length > PAGE ? element("div", { class: "pages" },
      element("button", { type: "button", id: "previous", disabled: first === 0, on: { click: () => { first -= PAGE; show(); } } }, text("previous")),
      element("button", { type: "button", id: "next", disabled: first + PAGE >= rows.length, on: { click: () => { first += PAGE; show(); } } }, text("next")),
      element("span", {}, text("rows", { a: first + 1, b: Math.min(first + PAGE, rows.length), n: rows.length }))) : null;
    home.replaceChildren(element("div", { class: "tablebox", tabindex: 0, role: "region", "aria-label": text(tab === "edges" ? "relationTable" : "nodes") },
      element("table", {}, caption, element("thead", {}, head), element("tbody", {}, ...body))), ...(pages ? [pages] : []));
    if (focusSort) home.querySelector(`[data-sort="${focusSort}"]`).focus();
  }

  /* Select in the diagram, see it in the table: the page of rows moves to the chosen one. */
  function follow() {
    const id = state.tab === "edges" ? state.edge : state.node;
    if (id === null) return;
    const at = rowsOf(state.tab).findIndex((item) => item.id === id);
    if (at >= 0) first = Math.floor(at / PAGE) * PAGE;
  }

  const tabs = [...document.querySelectorAll("[data-tab]")];
  function showTab() {
    tabs.forEach((tab) => {
      const on = tab.dataset.tab === state.tab;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
    });
    document.getElementById("panel-diagram").hidden = state.tab !== "diagram";
    home.hidden = state.tab === "diagram";
    home.setAttribute("aria-labelledby", "tab-" + state.tab);
    if (state.tab === "diagram") K.network.redraw(); else { follow(); show(); }
  }
  tabs.forEach((tab, index) => {
    tab.addEventListener("click", () => K.update({ tab: tab.dataset.tab }));
    tab.addEventListener("keydown", (event) => {
      const way = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!way) return;
      const next = tabs[(index + way + tabs.length) % tabs.length];
      K.update({ tab: next.dataset.tab });
      next.focus();
      event.preventDefault();
    });
  });
  K.onChange((change) => {
    if ("tab" in change) { first = 0; showTab(); return; }
    if (state.tab === "diagram") return;
    const focused = document.activeElement && home.contains(document.activeElement) ? document.activeElement.closest("tr") : null;
    const column = focused ? [...focused.children].indexOf(document.activeElement.closest("td,th")) : -1;
    if (change.node !== undefined || change.edge !== undefined) follow();
    show();
    const row = focused && focused.dataset.id && home.querySelector(`tr[data-id="${focused.dataset.id}"]`);
    const again = row && row.children[column] && row.children[column].querySelector("button");
    if (again) again.focus();
  });
  K.showTab = showTab;
})();
