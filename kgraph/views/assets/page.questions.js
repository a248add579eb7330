/* Two questions to the picture: how are these two joined, and who is cut off if this one is gone. */
"use strict";
(() => {
  const { data, nodes, edges, incident, state, visible, element, text, words, name } = K;
  const home = document.getElementById("questions");

  /* Breadth first over what is visible; counts the shortest paths as it goes (Brandes 2001, first half). */
  function shortest(from, to, directed) {
    const steps = new Map([[from, 0]]), ways = new Map([[from, 1]]), back = new Map();
    let front = [from];
    while (front.length && !steps.has(to)) {
      const next = [];
      front.forEach((here) => {
        const seen = new Set();
        incident[here].forEach((id) => {
          const edge = edges[id];
          if (!visible.edges[id] || (directed && edge.from !== here)) return;
          const there = edge.from === here ? edge.to : edge.from;
          if (seen.has(there)) return;
          seen.add(there);
          if (!steps.has(there)) { steps.set(there, steps.get(here) + 1); ways.set(there, 0); back.set(there, [here, id]); next.push(there); }
          if (steps.get(there) === steps.get(here) + 1) ways.set(there, ways.get(there) + ways.get(here));
        });
      });
      front = next;
    }
    if (!steps.has(to)) return null;
    const path = [];
    for (let at = to; at !== from; at = back.get(at)[0]) path.unshift(back.get(at)[1]);
    return { path, ways: ways.get(to) };
  }

  function showPath(answer) {
    if (state.pathFrom === null || state.pathTo === null) { answer.replaceChildren(); return; }
    const found = shortest(state.pathFrom, state.pathTo, state.pathDirected);
    if (!found) { K.marked.near = [state.pathFrom, state.pathTo]; K.marked.strong = []; answer.replaceChildren(text("pathNone")); K.highlight(); return; }
    const near = new Set([state.pathFrom, state.pathTo]);
    const items = found.path.map((id) => {
      const edge = edges[id];
      near.add(edge.from).add(edge.to);
      return element("li", {}, K.nodeButton(edge.from), ` ${words(data.types[edge.type])} → `, K.nodeButton(edge.to));
    });
    K.marked.near = near;
    K.marked.strong = found.path;
    answer.replaceChildren(text(found.ways > 1 ? "pathMany" : "pathOne", { n: found.path.length, k: found.ways }), element("ol", {}, ...items));
    K.highlight();
  }

  function chooser(id, label, field) {
    const input = element("input", { type: "text", id, autocomplete: "off", placeholder: text("searchHint") });
    input.value = state[field] === null ? "" : name(nodes[state[field]]);
    const use = element("button", { type: "button", on: { click: () => { if (state.node !== null) { input.value = name(nodes[state.node]); input.dataset.node = state.node; } } }, "aria-label": `${label}: ${text("useSelected")}` }, text("useSelected"));
    input.addEventListener("input", () => { delete input.dataset.node; });
    return [element("div", { class: "field" }, element("label", { for: id }, label), element("div", { class: "pair" }, input, use)), input];
  }
  const read = (input) => (input.dataset.node !== undefined ? +input.dataset.node : K.find(input.value)[0]);

  /* What the removal of a node means in this view. */
  function reach(gone) {
    const part = components(gone), whole = components(-1);
    const former = whole.of.get(gone);
    const before = [...whole.of.keys()].filter((id) => id !== gone && whole.of.get(id) === former);
    const sizes = new Map();
    before.forEach((id) => sizes.set(part.of.get(id), (sizes.get(part.of.get(id)) || 0) + 1));
    const largest = [...sizes.entries()].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0];
    return new Map(before.filter((id) => part.of.get(id) !== largest[0]).map((id) => [id, null]));
  }
  function components(without) {
    const of = new Map();
    nodes.forEach((node, start) => {
      if (!visible.nodes[start] || start === without || of.has(start)) return;
      const stack = [start];
      of.set(start, start);
      while (stack.length) {
        const here = stack.pop();
        incident[here].forEach((id) => {
          if (!visible.edges[id]) return;
          const there = edges[id].from === here ? edges[id].to : edges[id].from;
          if (there === without || of.has(there)) return;
          of.set(there, start);
          stack.push(there);
        });
      }
    });
    return { of };
  }

  /* The needs of each node, read as the analysis declares them: what a loss means, and what can stand in for what. */
  function needs() {
    const found = new Map(), sizes = new Map();
    edges.forEach((edge, id) => {
      const rule = data.rules.relations[edge.type], own = edge.properties || {};
      if (!visible.edges[id] || !rule) return;
      const [who, what] = rule.reverse ? [edge.to, edge.from] : [edge.from, edge.to];
      const group = own.alternativeGroup ? `${who} ${own.alternativeGroup}` : rule.anyOf ? `${who} any ${edge.type}` : "";
      if (!found.has(what)) found.set(what, []);
      found.get(what).push({ who, group, loss: data.rules.byCriticality[own.criticality] || rule.loss });
      if (group) sizes.set(group, (sizes.get(group) || new Set()).add(what));
    });
    return { found, sizes };
  }
  function dependency(gone) {
    const { found, sizes } = needs(), stopped = new Map(), affected = new Map(), hits = new Map(), queue = [gone];
    while (queue.length) {
      const cause = queue.shift();
      (found.get(cause) || []).forEach(({ who, group, loss }) => {
        if (who === gone || stopped.has(who)) return;
        let whole = true;
        if (group) {
          hits.set(group, (hits.get(group) || new Set()).add(cause));
          whole = hits.get(group).size === sizes.get(group).size;
        }
        if (whole && loss === "stops") { stopped.set(who, cause); affected.delete(who); queue.push(who); } else if (whole && !affected.has(who)) affected.set(who, cause);
      });
    }
    return { stopped, affected };
  }

  function names(lost) {
    const ids = [...lost.keys()].sort((a, b) => name(nodes[a]).localeCompare(name(nodes[b]), state.lang));
    return element("ul", {}, ...ids.map((id) => {
      const through = lost.get(id);
      return element("li", {}, K.nodeButton(id), through !== null && through !== state.removed ? ` (${text("via")} ${name(nodes[through])})` : "");
    }));
  }
  function showRemoval(answer) {
    if (state.removed === null) { K.marked.cut = new Set(); answer.replaceChildren(); return; }
    const parts = data.rules ? dependency(state.removed) : { cut: reach(state.removed) };
    const said = { stopped: "whatifStops", affected: "whatifAffected", cut: "whatifSome" };
    const found = Object.entries(parts).filter(([, lost]) => lost.size);
    K.marked.cut = new Set(found.flatMap(([, lost]) => [...lost.keys()]));
    answer.replaceChildren(element("p", {}, `${text("whatifGone")}: ${name(nodes[state.removed])}.`),
      ...(found.length ? found.flatMap(([part, lost]) => [element("p", {}, text(said[part], { n: lost.size })), names(lost)]) : [element("p", {}, text("whatifNone"))]),
      element("button", { type: "button", id: "restore", on: { click: () => { K.marked.cut = new Set(); K.update({ removed: null }); } } }, text("whatifUndo")));
    K.highlight();
  }

  let pathAnswer, removalAnswer, remove;
  function build() {
    const [fromField, fromInput] = chooser("path-from", text("pathFrom"), "pathFrom");
    const [toField, toInput] = chooser("path-to", text("pathTo"), "pathTo");
    const directed = element("input", { type: "checkbox", id: "path-directed" });
    directed.checked = state.pathDirected;
    pathAnswer = element("div", { class: "answer", role: "status" });
    const go = element("form", { on: { submit: (event) => {
      event.preventDefault();
      const from = read(fromInput), to = read(toInput);
      const missing = from === undefined ? fromInput : to === undefined ? toInput : null;
      if (missing) { pathAnswer.replaceChildren(text("pathUnknown", { name: missing.value })); return; }
      K.update({ pathFrom: from, pathTo: to, pathDirected: directed.checked });
      showPath(pathAnswer);
      if (state.tab === "diagram" && K.marked.near) K.fit(K.unitsOf([...K.marked.near]));
    } } }, fromField, toField, element("label", { class: "row" }, directed, element("span", { class: "text" }, text("pathDirected"))),
    element("button", { type: "submit", id: "path-find" }, text("pathFind")));
    removalAnswer = element("div", { class: "answer", role: "status" });
    remove = element("button", { type: "button", id: "remove", on: { click: () => K.update({ removed: state.node }) } }, text("whatifDo"));
    home.replaceChildren(element("h3", {}, text("path")), go, pathAnswer,
      element("h3", {}, text("whatif")), element("p", { class: "small" }, text(data.rules ? "whatifDependency" : "whatifReach")), remove, removalAnswer);
    refresh();
    if (state.pathFrom !== null) showPath(pathAnswer);
    showRemoval(removalAnswer);
  }
  const refresh = () => { remove.disabled = state.node === null || state.node === state.removed; };
  K.onChange((change) => {
    if ("lang" in change) build(); else refresh();
    if ("removed" in change || (change.filtered && state.removed !== null)) showRemoval(removalAnswer);
  });
  K.buildQuestions = build;
})();
