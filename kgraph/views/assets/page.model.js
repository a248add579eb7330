/* What the page knows and what it shows: the data, the state, the words, and which nodes and relations are visible. */
"use strict";
const K = (() => {
  const data = content;
  const { nodes, edges } = data;
  const N = nodes.length;
  // What is stated goes without saying in the data.
  const settle = (item) => {
    item.status ||= "stated";
    (item.evidence || []).forEach((entry) => { entry.status ||= "stated"; });
  };
  nodes.forEach((node, id) => { node.id = id; settle(node); });
  const incident = nodes.map(() => []);
  edges.forEach((edge, id) => {
    edge.id = id;
    settle(edge);
    incident[edge.from].push(id);
    if (edge.to !== edge.from) incident[edge.to].push(id);
  });

  // Relations between the same two nodes are drawn side by side.
  const pairs = new Map();
  edges.forEach((edge) => {
    const key = edge.from < edge.to ? edge.from + "|" + edge.to : edge.to + "|" + edge.from;
    if (!pairs.has(key)) pairs.set(key, []);
    pairs.get(key).push(edge);
  });
  pairs.forEach((list) => list.forEach((edge, index) => {
    edge.lane = (index - (list.length - 1) / 2) * (edge.from < edge.to ? 1 : -1);
  }));

  const years = [];
  [...nodes, ...edges].forEach((item) => (item.period || []).forEach((day) => { if (day) years.push(+day.slice(0, 4)); }));
  const span = years.length ? [Math.min(...minmax(years)), Math.max(...minmax(years))] : null;
  function minmax(list) {
    let low = Infinity, high = -Infinity;
    list.forEach((value) => { if (value < low) low = value; if (value > high) high = value; });
    return [low, high];
  }

  const defaults = () => ({
    lang: data.language, theme: "auto", tab: "diagram", node: null, edge: null, size: "degree",
    kinds: new Set(), types: new Set(data.off), statuses: new Set(), sources: new Set(), changes: new Set(),
    from: span && span[0], until: span && span[1], undated: true, unconnected: false,
    open: new Set(), allOpen: false, removed: null, pathFrom: null, pathTo: null, pathDirected: false, sort: "",
  });
  const state = defaults();
  const listeners = [];

  const text = (key, values) => {
    let words = data.texts.page[state.lang][key] ?? key;
    if (values) Object.entries(values).forEach(([name, value]) => { words = words.split("{" + name + "}").join(String(value)); });
    return words;
  };
  const words = (pair) => (pair ? pair[state.lang] ?? pair.en ?? pair.sv ?? "" : "");
  const name = (node) => words(node.name);

  function inPeriod(item) {
    if (!span || (state.from === span[0] && state.until === span[1] && state.undated)) return true;
    if (!item.period) return state.undated;
    const first = item.period[0] ? +item.period[0].slice(0, 4) : -Infinity;
    const last = item.period[1] ? +item.period[1].slice(0, 4) : Infinity;
    return first <= state.until && last >= state.from;
  }
  const hasSource = (item) => !item.evidence || item.evidence.some((entry) => !state.sources.has(entry.source));
  const hasChange = (item) => !item.change || !state.changes.has(item.change);

  /* Visible: what passes every filter. Units: what is drawn for it, a node or the group that stands for its kind. */
  const visible = { nodes: new Uint8Array(N), edges: new Uint8Array(edges.length), n: 0, m: 0, grouped: false };

  function compute() {
    const own = new Uint8Array(N);
    nodes.forEach((node, id) => { own[id] = !state.kinds.has(node.kind) && hasChange(node) && inPeriod(node) ? 1 : 0; });
    const touched = new Uint8Array(N);
    visible.m = 0;
    edges.forEach((edge, id) => {
      const shown = own[edge.from] && own[edge.to] && !state.types.has(edge.type) && !state.statuses.has(edge.status)
        && hasChange(edge) && hasSource(edge) && inPeriod(edge);
      visible.edges[id] = shown ? 1 : 0;
      if (shown) { visible.m += 1; touched[edge.from] = 1; touched[edge.to] = 1; }
    });
    visible.n = 0;
    nodes.forEach((node, id) => {
      const backed = touched[id] || (hasSource(node) && !state.statuses.has(node.status) && !state.unconnected);
      visible.nodes[id] = own[id] && backed ? 1 : 0;
      visible.n += visible.nodes[id];
    });
    visible.grouped = visible.n > data.limit && !state.allOpen;
  }
  const isGrouped = (node) => visible.grouped && !state.open.has(node.kind);

  /* One counter per filter entry: how many are shown of how many there are. */
  function counts(items, shown, valuesOf) {
    const found = new Map();
    items.forEach((item, id) => valuesOf(item).forEach((value) => {
      if (!found.has(value)) found.set(value, [0, 0]);
      const pair = found.get(value);
      pair[1] += 1;
      pair[0] += shown[id];
    }));
    return found;
  }

  /* With many nodes each part of the page takes its turn, so that no turn is long. */
  const soon = N > 1000 ? (act) => setTimeout(act, 0) : (act) => act();
  function update(change) {
    Object.assign(state, change);
    compute();
    listeners.forEach((listener) => soon(() => listener(change)));
  }
  const select = (id, options) => update({ node: id, edge: null, ...options });
  const onChange = (listener) => listeners.push(listener);

  function element(tag, attributes, ...children) {
    const made = document.createElement(tag);
    Object.entries(attributes || {}).forEach(([key, value]) => {
      if (value === null || value === undefined || value === false) return;
      if (key === "on") Object.entries(value).forEach(([event, handler]) => made.addEventListener(event, handler));
      else if (key === "class") made.className = value;
      else made.setAttribute(key, value === true ? "" : value);
    });
    made.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
    return made;
  }
  const say = (sentence) => { document.getElementById("said").textContent = sentence; };

  /* Only web addresses become links; anything else stays text. */
  function link(address, label) {
    let parsed = null;
    try { parsed = new URL(address); } catch { parsed = null; }
    if (!parsed || (parsed.protocol !== "http:" && parsed.protocol !== "https:")) return document.createTextNode(label);
    return element("a", { href: parsed.href, target: "_blank", rel: "noopener noreferrer" }, label);
  }

  const fold = (value) => String(value).normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  let index = null;
  const indexed = () => nodes.map((node) => [node.name.sv, node.name.en, ...(node.aliases || []), node.uri,
    ...["identifier", "organisationNumber", "municipalityCode", "caseNumber"].map((key) => (node.properties || {})[key] ?? "")]
    .map(fold));
  function find(query) {
    const wanted = fold(query).trim();
    if (!wanted) return [];
    const scored = [];
    index ||= indexed();
    index.forEach((names, id) => {
      let best = 0;
      names.forEach((candidate, place) => {
        const at = candidate.indexOf(wanted);
        if (at < 0) return;
        const score = candidate === wanted ? 4 : at === 0 ? 3 : /[\s/#-]/.test(candidate[at - 1]) ? 2 : 1;
        best = Math.max(best, score - (place > 1 ? 0.5 : 0));
      });
      if (best) scored.push([best, id]);
    });
    scored.sort((a, b) => b[0] - a[0] || name(nodes[a[1]]).localeCompare(name(nodes[b[1]]), state.lang));
    return scored.map(([, id]) => id);
  }

  const measure = () => data.measures.find((entry) => entry.key === state.size);
  return {
    data, nodes, edges, incident, span, state, defaults, visible, text, words, name, compute, isGrouped, counts, update,
    select, onChange, element, say, link, find, fold, measure,
  };
})();
globalThis.K = K;
