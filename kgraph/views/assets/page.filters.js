/* The legend, which is the filter: each entry has its mark, its words, and how many are shown of how many. */
"use strict";
(() => {
  const { data, nodes, edges, state, visible, element, text, words } = K;
  const home = document.getElementById("filters");
  const rows = [];

  function line(status) {
    const space = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(space, "svg");
    Object.entries({ width: 26, height: 10, "aria-hidden": "true", focusable: "false" }).forEach(([k, v]) => svg.setAttribute(k, v));
    const path = document.createElementNS(space, "path");
    Object.entries({ d: "M1 5H25", stroke: "var(--ink)", "stroke-width": "2", "stroke-dasharray": K.dashOf(status).join(" ") || "none" }).forEach(([k, v]) => path.setAttribute(k, v));
    svg.append(path);
    return svg;
  }

  function toggle(field, value) {
    const hidden = new Set(state[field]);
    if (!hidden.delete(value)) hidden.add(value);
    K.update({ [field]: hidden, filtered: true });
  }

  /* One list of checkboxes over the values of `field`; state[field] holds those that are switched off. */
  function list(title, field, values, itemsOf, wordsOf, markOf) {
    if (!values.length) return null;
    const box = element("fieldset", { id: "filter-" + field },
      element("legend", {}, element("span", {}, text(title)),
        element("button", { type: "button", class: "text", on: { click: () => K.update({ [field]: new Set(), filtered: true }) }, "aria-label": `${text(title)}: ${text("all")}` }, text("all")),
        element("button", { type: "button", class: "text", on: { click: () => K.update({ [field]: new Set(values), filtered: true }) }, "aria-label": `${text(title)}: ${text("none")}` }, text("none"))));
    const inner = element("div", { class: values.length > 12 ? "scroll" : "" });
    if (values.length > 12) { inner.tabIndex = 0; inner.setAttribute("role", "group"); inner.setAttribute("aria-label", text(title)); }
    values.forEach((value) => {
      const input = element("input", { type: "checkbox", on: { change: () => toggle(field, value) } });
      const count = element("span", { class: "n" });
      const row = element("label", { class: "row" }, input, markOf ? markOf(value) : null, element("span", { class: "text" }, wordsOf(value)), count);
      const open = field === "kinds" && nodes.length > data.limit
        ? element("button", { type: "button", class: "text", on: { click: () => K.toggleGroup(value) } }) : null;
      rows.push({ field, value, input, row, count, itemsOf, open });
      inner.append(open ? element("div", { class: "pair" }, row, open) : row);
    });
    box.append(inner);
    return box;
  }

  function period() {
    if (!K.span || K.span[0] === K.span[1]) return null;
    const [low, high] = K.span;
    const box = element("fieldset", { id: "filter-period" }, element("legend", {}, element("span", {}, text("period"))));
    const grid = element("div", { class: "years" });
    ["from", "until"].forEach((end) => {
      const shown = element("output", { for: "year-" + end }, String(state[end]));
      const input = element("input", { type: "range", id: "year-" + end, min: low, max: high, step: 1, on: { input: () => {
        const value = +input.value;
        K.update(end === "from" ? { from: value, until: Math.max(value, state.until), filtered: true } : { until: value, from: Math.min(value, state.from), filtered: true });
      } } });
      input.value = state[end];
      rows.push({ range: end, input, shown });
      grid.append(element("label", { for: "year-" + end }, text(end)), input, shown);
    });
    const undated = element("input", { type: "checkbox", id: "undated", on: { change: () => K.update({ undated: undated.checked, filtered: true }) } });
    rows.push({ flag: "undated", input: undated });
    box.append(grid, element("label", { class: "row" }, undated, element("span", { class: "text" }, text("undated"))));
    return box;
  }

  function size() {
    const choice = element("select", { id: "size", on: { change: () => K.update({ size: choice.value }) } },
      element("option", { value: "none" }, words(data.texts.measures.none)),
      ...data.measures.map((measure) => element("option", { value: measure.key }, words(measure.words))));
    choice.value = state.size;
    rows.push({ choice });
    return element("div", { class: "field" }, element("label", { for: "size" }, text("size")), choice);
  }

  const both = (items) => [...new Set(items)];
  function build() {
    rows.length = 0;
    const used = both([...nodes, ...edges].flatMap((item) => (item.evidence || []).map((entry) => entry.source)));
    const byName = (wordsOf) => (a, b) => wordsOf(a).localeCompare(wordsOf(b), state.lang);
    const typeWords = (value) => words(data.types[value]);
    const sourceWords = (value) => words(data.sources[value].name);
    const unconnected = element("input", { type: "checkbox", id: "unconnected", on: { change: () => K.update({ unconnected: unconnected.checked, filtered: true }) } });
    rows.push({ flag: "unconnected", input: unconnected });
    home.replaceChildren(...[
      list("changes", "changes", Object.keys(data.changes), () => [[nodes, visible.nodes, (n) => [n.change]], [edges, visible.edges, (e) => [e.change]]], (value) => words(data.changes[value])),
      list("kinds", "kinds", data.kindOrder, () => [[nodes, visible.nodes, (node) => [node.kind]]], (value) => words(data.kinds[value].words), K.swatch),
      size(),
      list("relations", "types", Object.keys(data.types).sort(byName(typeWords)), () => [[edges, visible.edges, (edge) => [edge.type]]], typeWords),
      element("label", { class: "row" }, unconnected, element("span", { class: "text" }, text("unconnected"))),
      period(),
      list("status", "statuses", Object.keys(data.statuses).filter((status) => edges.some((e) => e.status === status) || nodes.some((n) => n.status === status)),
        () => [[edges, visible.edges, (edge) => [edge.status]]], (value) => words(data.statuses[value]), line),
      list("sources", "sources", used.sort(byName(sourceWords)),
        () => [[nodes, visible.nodes, bySource], [edges, visible.edges, bySource]], sourceWords),
      element("button", { id: "reset", type: "button", on: { click: () => {
        const first = K.defaults();
        const keep = ["kinds", "types", "statuses", "sources", "changes", "from", "until", "undated", "unconnected", "open", "allOpen", "removed"];
        K.marked.cut = new Set();
        K.update({ ...Object.fromEntries(keep.map((key) => [key, first[key]])), filtered: true, refit: true });
      } } }, text("reset")),
    ].filter(Boolean));
    refresh();
  }
  const bySource = (item) => both((item.evidence || []).map((entry) => entry.source));

  function refresh() {
    const cache = new Map();
    rows.forEach((entry) => {
      if (entry.range) { entry.input.value = state[entry.range]; entry.shown.value = String(state[entry.range]); return; }
      if (entry.flag) { entry.input.checked = state[entry.flag]; return; }
      if (entry.choice) { entry.choice.value = state.size; return; }
      if (!cache.has(entry.field)) cache.set(entry.field, entry.itemsOf().map((args) => K.counts(...args)));
      let shown = 0, all = 0;
      cache.get(entry.field).forEach((found) => { const pair = found.get(entry.value) || [0, 0]; shown += pair[0]; all += pair[1]; });
      const on = !state[entry.field].has(entry.value);
      entry.input.checked = on;
      entry.row.classList.toggle("off", !on);
      entry.count.textContent = shown === all ? String(all) : `${shown} / ${all}`;
      if (entry.open) {
        const grouped = visible.grouped;
        entry.open.hidden = !grouped;
        entry.open.textContent = state.open.has(entry.value) ? "−" : "+";
        entry.open.setAttribute("aria-label", `${text(state.open.has(entry.value) ? "closeGroup" : "openGroup")}: ${words(data.kinds[entry.value].words)}`);
        entry.open.setAttribute("aria-expanded", String(state.open.has(entry.value)));
      }
    });
  }

  const notices = document.getElementById("notices");
  function announce() {
    notices.replaceChildren();
    if (visible.grouped) {
      const groups = new Set(nodes.filter((node, id) => visible.nodes[id] && K.isGrouped(node)).map((node) => node.kind)).size;
      notices.append(element("div", { class: "notice", role: "note" }, element("span", {}, text("grouped", { n: visible.n, g: groups })),
        element("button", { type: "button", id: "expand", on: { click: () => K.update({ allOpen: true, filtered: true, refit: true }) } }, text("expandAll"))));
    } else if (state.allOpen && visible.n > data.limit) {
      notices.append(element("div", { class: "notice", role: "note" }, element("span", {}, text("shownCount", { n: visible.n, N: nodes.length, m: visible.m, M: edges.length })),
        element("button", { type: "button", id: "collapse", on: { click: () => K.update({ allOpen: false, open: new Set(), filtered: true, refit: true }) } }, text("collapseAll"))));
    }
    if (data.persons) notices.append(element("div", { class: "notice", role: "note" }, element("span", {}, text("persons", { n: data.persons }))));
    document.getElementById("count").textContent = text("shownCount", { n: visible.n, N: nodes.length, m: visible.m, M: edges.length });
  }
  K.onChange((change) => {
    if ("lang" in change) build(); else if (change.filtered || "size" in change) refresh();
    if (change.filtered || "lang" in change) announce();
  });
  K.buildFilters = () => { build(); announce(); };
})();
