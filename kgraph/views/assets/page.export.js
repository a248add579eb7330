/* Taking it along: the picture as PNG or SVG, the table as CSV, the state as a link. */
"use strict";
(() => {
  const { data, state, text, words } = K;

  function save(name, type, content) {
    const address = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
    const link = K.element("a", { href: address, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  }

  /* The whole picture at reading size, whatever part the screen shows. */
  function frame() {
    const area = { ...K.extent() };
    if (data.guides.sides || data.guides.bodies) area.left -= 170;
    if (data.guides.sides) area.right += 170;
    const top = area.top - (data.guides.columns || data.guides.axis ? 110 : 70);
    const kinds = data.kindOrder.filter((kind) => K.scene.units.some((unit) => unit.kind === kind));
    const wide = Math.max(area.right - area.left + 160, 640);
    const perRow = Math.max(1, Math.floor(wide / 215)), rows = Math.ceil(kinds.length / perRow);
    const left = (area.left + area.right) / 2 - wide / 2;
    return { left, top, width: wide, height: area.bottom + 60 + rows * 24 + 20 - top, legendTop: area.bottom + 55, kinds, perRow };
  }
  function draw(ctx, box) {
    const c = K.colours();
    const scene = { ...K.scene, scale: 1, colours: c, moving: false, bounds: { left: box.left, right: box.left + box.width, top: box.top + 30, bottom: box.legendTop - 10 } };
    ctx.fillStyle = c.surface;
    ctx.beginPath(); ctx.moveTo(box.left, box.top); ctx.lineTo(box.left + box.width, box.top); ctx.lineTo(box.left + box.width, box.top + box.height); ctx.lineTo(box.left, box.top + box.height); ctx.closePath(); ctx.fill();
    K.paint(ctx, scene);
    ctx.textAlign = "left"; ctx.textBaseline = "top"; ctx.fillStyle = c.ink; ctx.font = `650 19px ${c.font}`;
    ctx.fillText(words(data.title), box.left + 20, box.top + 14);
    box.kinds.forEach((kind, index) => {
      const x = box.left + 30 + (index % box.perRow) * 215, y = box.legendTop + Math.floor(index / box.perRow) * 24;
      ctx.fillStyle = data.kinds[kind].colour; ctx.strokeStyle = c.mark; ctx.lineWidth = 1;
      ctx.beginPath(); K.outline(ctx, data.kinds[kind].shape, x, y, 6.5); ctx.fill(); ctx.stroke();
      ctx.fillStyle = c.ink; ctx.font = `450 13px ${c.font}`; ctx.textBaseline = "middle"; ctx.fillText(words(data.kinds[kind].words), x + 14, y);
    });
  }

  function png() {
    const box = frame();
    const scale = Math.min(2, 8000 / Math.max(box.width, box.height));
    const canvas = K.element("canvas", { width: Math.round(box.width * scale), height: Math.round(box.height * scale) });
    const ctx = canvas.getContext("2d");
    ctx.scale(scale, scale);
    ctx.translate(-box.left, -box.top);
    draw(ctx, box);
    canvas.toBlob((blob) => save(`${data.view}.png`, "image/png", blob), "image/png");
  }

  /* The part of the canvas interface that the painter uses, written down as SVG. */
  class SvgContext extends K.SvgPath {
    constructor(measure) { super(); this.parts = []; this.measure = measure; this.dash = []; this.globalAlpha = 1; this.lineWidth = 1; this.lineJoin = "miter"; }
    beginPath() { this.d = ""; }
    setLineDash(dash) { this.dash = dash; }
    measureText(label) { this.measure.font = this.font; return this.measure.measureText(label); }
    node(tag, attributes, content) {
      const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
      Object.entries(attributes).forEach(([key, value]) => { if (value !== null) made.setAttribute(key, value); });
      if (content !== undefined) made.textContent = content;
      this.parts.push(made);
    }
    opacity() { return this.globalAlpha === 1 ? null : Math.round(this.globalAlpha * 100) / 100; }
    fill() { this.node("path", { d: this.d, fill: this.fillStyle, opacity: this.opacity() }); }
    stroke() { this.node("path", { d: this.d, fill: "none", stroke: this.strokeStyle, "stroke-width": this.lineWidth, "stroke-dasharray": this.dash.length ? this.dash.join(" ") : null, opacity: this.opacity() }); }
    label(content, x, y, paint) {
      const [, weight, size] = /^(\d+)?\s*([\d.]+)px/.exec(this.font) || [null, "400", "12"];
      const shift = { top: 0.8, middle: 0.33, bottom: -0.2 }[this.textBaseline] ?? 0;
      this.node("text", { x: Math.round(x * 100) / 100, y: Math.round((y + shift * size) * 100) / 100, "font-size": size, "font-weight": weight || 400,
        "font-family": "sans-serif", "text-anchor": { center: "middle", right: "end" }[this.textAlign] || "start", opacity: this.opacity(), ...paint }, content);
    }
    fillText(content, x, y) { this.label(content, x, y, { fill: this.fillStyle }); }
    strokeText(content, x, y) { this.label(content, x, y, { fill: "none", stroke: this.strokeStyle, "stroke-width": this.lineWidth, "stroke-linejoin": "round" }); }
  }
  K.svgText = () => {
    const box = frame();
    const ctx = new SvgContext(document.createElement("canvas").getContext("2d"));
    draw(ctx, box);
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const size = { width: Math.round(box.width), height: Math.round(box.height), viewBox: [box.left, box.top, box.width, box.height].map(Math.round).join(" "), role: "img" };
    Object.entries(size).forEach(([key, value]) => svg.setAttribute(key, value));
    const title = document.createElementNS("http://www.w3.org/2000/svg", "title");
    title.textContent = words(data.title);
    svg.append(title, ...ctx.parts);
    return new XMLSerializer().serializeToString(svg);
  };

  /* A cell that a spreadsheet would take for a formula begins with an apostrophe (OWASP, CSV injection). */
  const safe = (value) => (typeof value !== "number" && /^[\s\u00a0]*[=+\-@\t\r]/.test(value) ? "'" + value : String(value));
  const quoted = (value) => { const cell = safe(value); return /[",;\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell; };
  K.csvText = (tab) => {
    const { columns, rows } = K.tableOf(tab);
    const iri = tab === "edges" ? [] : ["uri"];
    const lines = [[...columns.map((column) => column.title()), ...iri], ...rows.map((item) => [...columns.map((column) => (column.written || column.of)(item)), ...iri.map((key) => item[key])])];
    return "\ufeff" + lines.map((line) => line.map(quoted).join(",")).join("\r\n") + "\r\n";
  };

  document.getElementById("png").addEventListener("click", png);
  document.getElementById("svg").addEventListener("click", () => save(`${data.view}.svg`, "image/svg+xml", K.svgText()));
  document.getElementById("csv").addEventListener("click", () => {
    const tab = state.tab === "edges" ? "edges" : "nodes";
    save(`${data.view}-${tab}.csv`, "text/csv;charset=utf-8", K.csvText(tab));
    K.say(text("csvNote"));
  });
  document.getElementById("print").addEventListener("click", () => window.print());
  document.getElementById("link").addEventListener("click", async () => {
    try { await navigator.clipboard.writeText(location.href); K.say(text("copied")); } catch { K.say(text("notCopied")); }
  });
})();
