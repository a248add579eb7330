/* The panel on the chosen node or relation: both languages, dates, every statement with its source, the neighbours. */
"use strict";
(() => {
  const { data, nodes, edges, incident, state, visible, element, text, words, name } = K;
  const panel = document.getElementById("details");
  // The heading and the line of aliases say these.
  const NAMES = ["alias", "title", "name"];

  const dates = (item) => {
    if (!item.period) return "";
    const [start, end] = item.period;
    if (item.event) return start || end;
    return `${start || "…"} – ${end || text("openEnd")}`;
  };
  K.dates = dates;

  function value(content) {
    if (Array.isArray(content)) return content.map((item) => element("p", {}, value(item)));
    if (content && typeof content === "object") {
      const codes = Object.keys(content).sort((a, b) => (b === state.lang) - (a === state.lang));
      const same = new Set(codes.map((code) => String(content[code]))).size === 1;
      return (same ? codes.slice(0, 1) : codes).map((code) => element("p", { lang: code },
        same ? null : element("span", { class: "lang" }, code), ...[value(content[code])].flat()));
    }
    const plain = typeof content === "boolean" ? (content ? "✓" : "–") : typeof content === "number" ? content.toLocaleString(state.lang === "sv" ? "sv-SE" : "en-GB", { useGrouping: Math.abs(content) >= 10000 }) : String(content);
    return typeof content === "string" && /^https?:\/\//i.test(content) ? K.link(content, content) : document.createTextNode(plain);
  }
  const flat = (content) => [value(content)].flat();

  function marks(item, key) {
    const places = (item.origins || {})[key];
    return places && places.length && item.evidence && item.evidence.length > 1 ? element("sup", {}, places.map((place) => place + 1).join(", ")) : null;
  }

  function facts(item) {
    const list = element("dl");
    if (item.period) list.append(element("dt", {}, text(item.event ? "date" : "period")), element("dd", {}, dates(item)));
    Object.entries(item.properties || {}).forEach(([key, content]) => {
      if (item.aliases && NAMES.includes(key)) return;
      list.append(element("dt", {}, words(data.keys[key]) || key), element("dd", {}, ...flat(content), marks(item, key)));
    });
    if (item.confidence !== undefined) list.append(element("dt", {}, text("confidence")), element("dd", {}, String(item.confidence)));
    if (item.rule) list.append(element("dt", {}, text("rule")), element("dd", {}, String(item.rule)));
    return list.children.length ? [element("h3", {}, text("properties")), list] : [];
  }

  function changes(item) {
    if (!item.before) return [];
    const list = element("dl");
    Object.entries(item.before).forEach(([key, former]) => {
      const current = (item.properties || {})[key] ?? (key === "from" ? (item.period || [])[0] : key === "until" ? (item.period || [])[1] : key === "statementStatus" ? item.status : undefined);
      list.append(element("dt", {}, words(data.keys[key]) || key), element("dd", {},
        element("p", {}, element("span", { class: "lang" }, text("before")), ...(former === null ? ["–"] : flat(former))),
        element("p", {}, element("span", { class: "lang" }, text("after")), ...(current === undefined || current === null ? ["–"] : flat(current)))));
    });
    return [element("h3", {}, text("changes")), list];
  }

  function statement(entry, number) {
    const source = data.sources[entry.source];
    const line = [source.publisher && words(source.publisher), source.issued && `${text("published")} ${source.issued}`].filter(Boolean).join(", ");
    return element("li", {},
      element("div", {}, number ? element("span", { class: "lang" }, String(number)) : null, source.link ? K.link(source.link, words(source.name)) : words(source.name)),
      line ? element("div", { class: "meta" }, line) : null,
      element("div", { class: "meta" }, [words(data.statuses[entry.status]) || entry.status, entry.locator && `${text("locator")}: ${entry.locator}`,
        entry.confidence !== undefined && `${text("confidence")}: ${entry.confidence}`].filter(Boolean).join(" · ")),
      entry.quote ? element("blockquote", {}, entry.quote) : null);
  }
  function evidence(item) {
    const list = item.evidence || [];
    return [element("h3", {}, text("evidence")), list.length
      ? element("ol", {}, ...list.map((entry, index) => statement(entry, list.length > 1 ? index + 1 : 0)))
      : element("p", { class: "empty" }, text("noEvidence"))];
  }

  const badge = (item) => [
    item.status && item.status !== "stated" ? element("span", { class: "badge " + item.status }, words(data.statuses[item.status]) || item.status) : null,
    item.change && item.change !== "same" ? element("span", { class: "badge " + item.change }, words(data.changes[item.change])) : null,
  ].filter(Boolean);

  K.nodeButton = (id) => element("button", { type: "button", class: "text", on: { click: () => K.select(id) } }, name(nodes[id]));

  function neighbours(node) {
    const groups = new Map();
    incident[node.id].forEach((id) => {
      const edge = edges[id], out = edge.from === node.id, key = edge.type + (out ? ">" : "<");
      if (!groups.has(key)) groups.set(key, { edge, out, list: [] });
      groups.get(key).list.push(edge);
    });
    if (!groups.size) return [element("h3", {}, text("neighbours")), element("p", { class: "empty" }, text("noNeighbours"))];
    const parts = [element("h3", {}, `${text("neighbours")} (${incident[node.id].length})`)];
    groups.forEach(({ edge, out, list }) => {
      list.sort((a, b) => name(nodes[out ? a.to : a.from]).localeCompare(name(nodes[out ? b.to : b.from]), state.lang));
      parts.push(element("p", { class: "meta" }, `${words(data.types[edge.type])} ${out ? "→" : "←"} `, element("span", { class: "visually-hidden" }, text(out ? "outgoing" : "incoming"))));
      parts.push(element("ul", {}, ...list.map((one) => {
        const other = out ? one.to : one.from;
        const short = [dates(one), !visible.edges[one.id] && text("hiddenNow")].filter(Boolean).join(" · ");
        return element("li", {}, K.nodeButton(other), ...badge(one), short ? element("div", { class: "meta" }, short) : null,
          element("button", { type: "button", class: "text meta", "aria-label": `${text("evidence")}: ${words(data.types[one.type])}, ${name(nodes[other])}`, on: { click: () => K.update({ edge: one.id, node: null }) } },
            `${text("evidence")} (${(one.evidence || []).length})`));
      })));
    });
    return parts;
  }

  const MOST = 2;
  function finding(one) {
    const { figure, interval } = one, locale = state.lang === "sv" ? "sv-SE" : "en-GB";
    const written = (value) => Number(value).toLocaleString(locale, { maximumFractionDigits: 3 });
    const said = figure && figure.value !== null && figure.value !== undefined
      ? `${words(figure.words)}: ${written(figure.value)}${interval ? ` (${text("interval")} ${interval.map(written).join("–")})` : ""}` : "";
    return element("li", {}, words(one.claim) || words(data.results[one.result].title),
      said ? element("div", { class: "meta", title: words(data.results[one.result].definition) }, said) : null);
  }
  function findings(node) {
    const list = (node.findings || []).map((index) => data.findings[index]);
    if (!list.length) return [];
    const rest = list.slice(MOST);
    return [element("h3", {}, text("findings")), element("ul", {}, ...list.slice(0, MOST).map(finding)),
      rest.length ? element("details", {}, element("summary", {}, text("more", { n: rest.length })), element("ul", {}, ...rest.map(finding))) : null].filter(Boolean);
  }

  const closer = () => element("button", { type: "button", id: "clear", on: { click: () => { K.update({ node: null, edge: null }); document.getElementById("search").focus(); } } }, text("clear"));

  function showNode(node) {
    const second = state.lang === "sv" ? "en" : "sv";
    return [
      element("div", { class: "head" }, element("div", {},
        element("h2", { lang: state.lang }, name(node)),
        node.name[second] !== name(node) ? element("p", { class: "other", lang: second }, node.name[second]) : null), closer()),
      element("p", { class: "kind" }, K.swatch(node.kind), words(data.kinds[node.kind].words), ...badge(node)),
      ...(node.aliases || []).filter((alias) => alias !== node.name.sv && alias !== node.name.en).length
        ? [element("p", { class: "meta" }, `${text("alias")}: ${node.aliases.filter((alias) => alias !== node.name.sv && alias !== node.name.en).join("; ")}`)] : [],
      ...changes(node), ...facts(node), ...findings(node), ...evidence(node), ...neighbours(node),
      element("h3", {}, text("iri")), element("p", { class: "meta" }, K.link(node.uri, node.uri)),
    ];
  }

  function showEdge(edge) {
    return [
      element("div", { class: "head" }, element("div", {}, element("h2", {}, words(data.types[edge.type]))), closer()),
      element("p", { class: "kind" }, ...badge(edge)),
      element("dl", {}, element("dt", {}, text("from")), element("dd", {}, K.nodeButton(edge.from)), element("dt", {}, text("until")), element("dd", {}, K.nodeButton(edge.to))),
      ...changes(edge), ...facts(edge), ...evidence(edge),
    ];
  }

  function show() {
    const node = state.node !== null ? nodes[state.node] : null, edge = state.edge !== null ? edges[state.edge] : null;
    panel.replaceChildren(...(node ? showNode(node) : edge ? showEdge(edge) : [element("h2", {}, text("details")), element("p", { class: "empty" }, text("nothingSelected"))]).flat().filter(Boolean));
    document.querySelector(".frame").classList.toggle("open", Boolean(node || edge));
    panel.scrollTop = 0;
  }
  K.onChange((change) => {
    if (change.node !== undefined || change.edge !== undefined || "lang" in change || change.filtered) show();
    if (change.node !== undefined && change.node !== null) K.say(text("selectedNow", { name: name(nodes[change.node]) }));
  });
  K.showDetails = show;
})();
