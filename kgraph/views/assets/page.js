/* The whole page: search, language, appearance, the state in the address, and the first showing. */
"use strict";
(() => {
  const { data, nodes, edges, state, element, text, words, name } = K;
  const root = document.documentElement;
  const byUri = new Map(nodes.map((node) => [node.uri, node.id]));
  const byKey = new Map(edges.map((edge) => [edge.key, edge.id]));
  const sets = { hide: "kinds", relations: "types", status: "statuses", changes: "changes", open: "open" };

  function write() {
    const first = K.defaults(), parts = new URLSearchParams();
    const put = (key, value) => { if (value !== null && value !== undefined && value !== "") parts.set(key, value); };
    if (state.node !== null) put("node", nodes[state.node].uri);
    if (state.edge !== null) put("edge", edges[state.edge].key);
    Object.entries(sets).forEach(([key, field]) => {
      const now = [...state[field]].sort().join(","), usual = [...first[field]].sort().join(",");
      if (now !== usual) put(key, now || "-");
    });
    put("sources", [...state.sources].map((index) => data.sources[index].uri).sort().join(" "));
    ["lang", "theme", "tab", "size", "from", "until", "sort"].forEach((key) => { if (state[key] !== first[key]) put(key, state[key]); });
    if (!state.undated) put("undated", "no");
    if (state.unconnected) put("unconnected", "no");
    if (state.allOpen) put("all", "yes");
    ["removed", "pathFrom", "pathTo"].forEach((key) => { if (state[key] !== null) put(key, nodes[state[key]].uri); });
    if (state.pathDirected) put("directed", "yes");
    const hash = "#" + parts.toString();
    if (hash === location.hash || (hash === "#" && !location.hash)) return;
    try { history.replaceState(null, "", hash); } catch { /* a page inside a notebook has no address of its own */ }
  }

  function read() {
    const parts = new URLSearchParams(location.hash.slice(1)), found = K.defaults();
    const known = (map, value) => (map.has(value) ? map.get(value) : null);
    found.node = known(byUri, parts.get("node"));
    found.edge = known(byKey, parts.get("edge"));
    const allowed = { kinds: data.kindOrder, types: Object.keys(data.types), statuses: Object.keys(data.statuses), changes: Object.keys(data.changes), open: data.kindOrder };
    Object.entries(sets).forEach(([key, field]) => {
      if (parts.has(key)) found[field] = new Set(parts.get(key).split(",").filter((value) => allowed[field].includes(value)));
    });
    const wanted = new Set((parts.get("sources") || "").split(" "));
    data.sources.forEach((source, index) => { if (wanted.has(source.uri)) found.sources.add(index); });
    const choice = (key, values) => { if (values.includes(parts.get(key))) found[key] = parts.get(key); };
    choice("lang", ["sv", "en"]);
    choice("theme", ["auto", "light", "dark"]);
    choice("tab", ["diagram", "nodes", "edges"]);
    choice("size", ["none", ...data.measures.map((measure) => measure.key)]);
    if (/^[a-zA-Z]+\.(up|down)$/.test(parts.get("sort") || "")) found.sort = parts.get("sort");
    if (K.span) ["from", "until"].forEach((key) => { const year = parseInt(parts.get(key), 10); if (year >= K.span[0] && year <= K.span[1]) found[key] = year; });
    found.undated = parts.get("undated") !== "no";
    found.unconnected = parts.get("unconnected") === "no";
    found.allOpen = parts.get("all") === "yes";
    ["removed", "pathFrom", "pathTo"].forEach((key) => { found[key] = known(byUri, parts.get(key)); });
    found.pathDirected = parts.get("directed") === "yes";
    return found;
  }

  function translate() {
    root.lang = state.lang;
    document.querySelectorAll("[data-t]").forEach((item) => { item.textContent = text(item.dataset.t); });
    document.querySelectorAll("[data-label]").forEach((item) => { item.setAttribute("aria-label", text(item.dataset.label)); });
    document.querySelectorAll("[data-placeholder]").forEach((item) => { item.placeholder = text(item.dataset.placeholder); });
    document.querySelectorAll("[data-sv]").forEach((item) => { item.textContent = item.dataset[state.lang]; });
    document.title = words(data.title);
    document.getElementById("title").textContent = words(data.title);
    document.getElementById("meaning").textContent = words(data.meaning);
    document.getElementById("foot").textContent = [data.build.study, data.build.build && `${text("build")} ${data.build.build}`, "kgraph"].filter(Boolean).join(" · ");
  }

  const language = document.getElementById("language"), theme = document.getElementById("theme");
  language.addEventListener("change", () => K.update({ lang: language.value }));
  theme.addEventListener("change", () => K.update({ theme: theme.value }));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => K.repaint());
  function dress() {
    root.dataset.theme = state.theme;
    theme.value = state.theme;
    language.value = state.lang;
  }

  /* Search: a combobox with its list of hits, as the ARIA practices describe it. */
  const input = document.getElementById("search"), list = document.getElementById("hits");
  const MOST = 12;
  let hits = [], at = -1;
  function close() { list.hidden = true; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); at = -1; }
  function point(index) {
    at = index;
    [...list.querySelectorAll("[role=option]")].forEach((item, i) => { item.setAttribute("aria-selected", String(i === at)); if (i === at) item.scrollIntoView({ block: "nearest" }); });
    if (at >= 0) input.setAttribute("aria-activedescendant", "hit-" + at); else input.removeAttribute("aria-activedescendant");
  }
  function search() {
    hits = K.find(input.value);
    if (!input.value.trim()) { close(); return; }
    const shown = hits.slice(0, MOST).map((id, index) => {
      const node = nodes[id];
      const wanted = K.fold(input.value).trim();
      const alias = K.fold(name(node)).includes(wanted) ? null : (node.aliases || []).find((one) => K.fold(one).includes(wanted));
      return element("li", { role: "option", id: "hit-" + index, "aria-selected": "false", on: { pointerdown: (event) => { event.preventDefault(); take(index); } } },
        name(node), element("small", {}, [words(data.kinds[node.kind].words), alias, !K.visible.nodes[id] && text("hiddenNow")].filter(Boolean).join(" · ")));
    });
    if (!hits.length) shown.push(element("li", { role: "option", "aria-disabled": "true", "aria-selected": "false" }, text("noMatch")));
    if (hits.length > MOST) shown.push(element("li", { role: "option", "aria-disabled": "true", "aria-selected": "false" }, text("more", { n: hits.length - MOST })));
    list.replaceChildren(...shown);
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    point(hits.length ? 0 : -1);
    K.say(hits.length ? text("hits", { n: hits.length }) : text("noMatch"));
  }
  function take(index) {
    const id = hits[index];
    if (id === undefined) return;
    input.value = "";
    close();
    const change = { node: id, edge: null };
    if (K.visible.nodes[id] && K.isGrouped(nodes[id])) Object.assign(change, { open: new Set([...state.open, nodes[id].kind]), filtered: true });
    K.update(change);
  }
  input.addEventListener("input", search);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const last = Math.min(hits.length, MOST) - 1;
    if (event.key === "ArrowDown" && !list.hidden) point(Math.min(at + 1, last));
    else if (event.key === "ArrowUp" && !list.hidden) point(Math.max(at - 1, 0));
    else if (event.key === "Enter" && at >= 0) take(at);
    else if (event.key === "Escape") { input.value = ""; close(); } else return;
    event.preventDefault();
  });

  K.onChange((change) => {
    if ("lang" in change || "theme" in change) { dress(); translate(); K.repaint(); }
    write();
  });
  window.addEventListener("hashchange", () => { K.update({ ...read(), filtered: true }); K.showTab(); });

  if (matchMedia("(max-width: 720px)").matches) document.getElementById("legend").open = false;
  Object.assign(state, read());
  if (state.node === null && state.edge === null && data.focus !== null) state.node = data.focus;
  document.getElementById("tools").open = state.removed !== null || state.pathFrom !== null;
  /* One step after another, with a breath between, so that a large page answers while it opens. */
  const steps = [K.compute, dress, translate, K.rebuild, K.buildFilters, K.buildQuestions, K.showDetails, K.showTab,
    () => { root.dataset.ready = "yes"; }];
  const breathe = nodes.length > 1000;
  const next = () => {
    const step = steps.shift();
    if (!step) return;
    step();
    if (breathe) setTimeout(next, 0); else next();
  };
  next();
})();
