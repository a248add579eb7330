/* One painter for the screen, the PNG and the SVG: guides, relations, marks and labels. */
"use strict";
(() => {
  const DASH = { stated: [], inferred: [7, 5], disputed: [2, 4], outdated: [1, 6] };
  const CHANGE = { added: "+", removed: "−", changed: "~" };
  const STROKES_AT_ONCE = 150, MARKS_AT_ONCE = 100;

  K.colours = () => {
    const style = getComputedStyle(document.documentElement);
    const read = (name) => style.getPropertyValue(name).trim();
    return {
      ink: read("--ink"), muted: read("--muted"), line: read("--line"), soft: read("--soft"), edge: read("--edge"), mark: read("--mark-line"),
      halo: read("--halo"), accent: read("--accent"), warn: read("--warn"), good: read("--good"), surface: read("--surface"),
      font: read("--font"), countInk: read("--count-ink"), countHalo: read("--count-halo"),
    };
  };

  K.outline = (ctx, shape, x, y, r) => {
    const corner = (count, turn, inner) => {
      for (let i = 0; i < count; i += 1) {
        const radius = inner && i % 2 ? r * inner : r;
        const angle = turn + (2 * Math.PI * i) / count;
        const point = [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
        if (i) ctx.lineTo(...point); else ctx.moveTo(...point);
      }
      ctx.closePath();
    };
    const up = -Math.PI / 2;
    if (shape === "dot") { ctx.moveTo(x + r, y); ctx.arc(x, y, r, 0, 2 * Math.PI); ctx.closePath(); return; }
    if (shape === "square") { const h = r * 0.88; ctx.moveTo(x - h, y - h); ctx.lineTo(x + h, y - h); ctx.lineTo(x + h, y + h); ctx.lineTo(x - h, y + h); ctx.closePath(); return; }
    if (shape === "diamond") { r *= 1.18; corner(4, up); return; }
    if (shape === "triangle") { r *= 1.2; y += r * 0.14; corner(3, up); return; }
    if (shape === "triangleDown") { r *= 1.2; y -= r * 0.14; corner(3, -up); return; }
    if (shape === "hexagon") { r *= 1.05; corner(6, 0); return; }
    r *= 1.25; corner(10, up, 0.48);
  };

  const fitted = new Map();
  function lines(label, ctx, font, width) {
    const key = font + "\n" + label;
    if (fitted.has(key)) return fitted.get(key);
    const rows = [];
    let row = "";
    label.split(/\s+/).forEach((word) => {
      const longer = row ? row + " " + word : word;
      if (row && ctx.measureText(longer).width > width) { rows.push(row); row = word; } else row = longer;
    });
    rows.push(row);
    const cut = rows.slice(0, 2).map((text) => (text.length > 34 ? text.slice(0, 32) + "…" : text));
    if (rows.length > 2) cut[1] = cut[1].slice(0, 32).replace(/[\s…]+$/, "") + "…";
    const made = { rows: cut, width: Math.max(...cut.map((text) => ctx.measureText(text).width)) };
    if (fitted.size > 20000) fitted.clear();
    fitted.set(key, made);
    return made;
  }

  function curve(edge, a, b, radiusOf) {
    if (edge.from === edge.to) {
      const r = radiusOf(a);
      return { loop: true, x: a.x + r + 7, y: a.y - r - 7, r: 11 };
    }
    const dx = b.x - a.x, dy = b.y - a.y, length = Math.hypot(dx, dy) || 1;
    const bend = (edge.lane || 0) * Math.min(26, 9 + length * 0.05);
    const cx = (a.x + b.x) / 2 - (dy / length) * bend * 2, cy = (a.y + b.y) / 2 + (dx / length) * bend * 2;
    const away = Math.hypot(b.x - cx, b.y - cy) || 1;
    const ux = (b.x - cx) / away, uy = (b.y - cy) / away, gap = radiusOf(b) + 3;
    return { cx, cy, bent: bend !== 0, ux, uy, tx: b.x - ux * gap, ty: b.y - uy * gap, mx: (a.x + 2 * cx + b.x) / 4, my: (a.y + 2 * cy + b.y) / 4 };
  }
  K.curve = curve;

  function paintGuides(ctx, scene, c) {
    const px = 1 / scene.scale, { columns, axis } = K.data.guides, box = scene.bounds;
    ctx.textAlign = "center"; ctx.textBaseline = "bottom";
    ctx.lineWidth = px;
    (columns || []).forEach((column) => {
      ctx.font = `600 ${Math.min(13 * px, 26)}px ${c.font}`; ctx.fillStyle = c.muted;
      const half = ctx.measureText(K.words(column.words)).width / 2;
      const x = column.at === 0 ? Math.max(20 - half, box.left + half + 8 * px) : column.at;
      ctx.fillText(K.words(column.words), x, scene.extent.top - 22 * px);
    });
    if (!axis) return;
    const top = Math.max(box.top, -1e6) + 26 * px;
    axis.ticks.forEach((tick) => {
      ctx.strokeStyle = c.line; ctx.beginPath(); ctx.moveTo(tick.at, top + 4 * px); ctx.lineTo(tick.at, box.bottom); ctx.stroke();
      ctx.font = `600 ${12 * px}px ${c.font}`; ctx.fillStyle = c.muted; ctx.fillText(tick.text || K.words(tick.words), tick.at, top);
    });
  }

  function edgeStyle(edge, scene, c) {
    const strong = scene.strong.has(edge.id) || edge.id === scene.edge;
    const faint = !strong && scene.focused && (!edge.change || edge.change === "same");
    const colour = strong ? c.accent : edge.change === "added" ? c.good : edge.change === "removed" ? c.warn : c.edge;
    const dash = edge.change === "removed" ? [3, 3] : DASH[edge.status] || [];
    const width = edge.count ? Math.min(1 + 0.55 * Math.log2(edge.count), 7) : strong ? 2.4 : 1.15;
    return { key: [colour, faint, dash, width, Boolean(edge.count)].join(), plain: Boolean(edge.count), colour, alpha: faint ? 0.13 : strong ? 1 : edge.count ? 0.5 : scene.crowded ? (scene.edges.length > 8000 ? 0.16 : 0.3) : 0.72, dash, width, strong };
  }

  function restyle(ctx, style, px) {
    ctx.globalAlpha = style.alpha; ctx.strokeStyle = style.colour; ctx.fillStyle = style.colour;
    ctx.lineWidth = style.width * Math.max(1, 0.8 * px);
    ctx.setLineDash(style.dash);
  }

  function* paintEdges(ctx, scene, c) {
    const px = 1 / scene.scale, batches = new Map(), labels = [];
    const { left, right, top, bottom } = scene.bounds;
    let seen = 0;
    for (const edge of scene.edges) {
      seen += 1;
      if (seen % 2000 === 0) yield;
      const a = scene.at(edge.from), b = scene.at(edge.to);
      if (!a || !b) continue;
      if (Math.max(a.x, b.x) < left - 40 || Math.min(a.x, b.x) > right + 40 || Math.max(a.y, b.y) < top - 40 || Math.min(a.y, b.y) > bottom + 40) continue;
      const style = edgeStyle(edge, scene, c);
      if (!batches.has(style.key)) batches.set(style.key, { style, list: [] });
      const shape = curve(edge, a, b, scene.radius);
      batches.get(style.key).list.push({ a, b, shape });
      if (style.strong && scene.strong.size <= 40 && !shape.loop) labels.push([edge, shape]);
    }
    const ordered = [...batches.values()].sort((p, q) => p.style.strong - q.style.strong || q.style.alpha < 0.2 - (p.style.alpha < 0.2));
    for (const { style, list } of ordered) {
      restyle(ctx, style, px);
      for (let start = 0; start < list.length; start += STROKES_AT_ONCE) {
        if (start) { yield; restyle(ctx, style, px); }
        ctx.beginPath();
        list.slice(start, start + STROKES_AT_ONCE).forEach(({ a, shape }) => {
          if (shape.loop) { ctx.moveTo(shape.x + shape.r, shape.y); ctx.arc(shape.x, shape.y, shape.r, 0, 2 * Math.PI); return; }
          ctx.moveTo(a.x, a.y);
          if (shape.bent) ctx.quadraticCurveTo(shape.cx, shape.cy, shape.tx, shape.ty); else ctx.lineTo(shape.tx, shape.ty);
        });
        ctx.stroke();
      }
      ctx.setLineDash([]);
      if (style.plain || (scene.crowded && !style.strong)) { yield; continue; }
      const size = 5.5 + style.width * 1.4;
      ctx.beginPath();
      list.forEach(({ shape }) => {
        if (shape.loop) return;
        const { tx, ty, ux, uy } = shape;
        ctx.moveTo(tx, ty); ctx.lineTo(tx - ux * size - uy * size * 0.42, ty - uy * size + ux * size * 0.42);
        ctx.lineTo(tx - ux * size + uy * size * 0.42, ty - uy * size - ux * size * 0.42); ctx.closePath();
      });
      ctx.fill();
    }
    ctx.globalAlpha = 1;
    return labels;
  }

  function* paintMarks(ctx, scene, c) {
    const px = 1 / scene.scale, groups = new Map(), box = scene.bounds;
    const near = scene.units.filter((u) => u.x > box.left - 60 && u.x < box.right + 60 && u.y > box.top - 60 && u.y < box.bottom + 60);
    near.forEach((unit) => {
      const faint = scene.focused && !scene.near.has(unit.id);
      const key = unit.kind + (faint ? "|faint" : "") + (unit.gone ? "|gone" : "") + (unit.change === "removed" ? "|removed" : "");
      if (!groups.has(key)) groups.set(key, { unit, faint, list: [] });
      groups.get(key).list.push(unit);
    });
    for (const { unit, faint, list } of [...groups.values()].sort((p, q) => q.faint - p.faint)) {
      const kind = K.data.kinds[unit.kind];
      ctx.globalAlpha = faint ? 0.22 : 1;
      ctx.fillStyle = unit.gone || unit.change === "removed" ? c.surface : kind.colour;
      ctx.strokeStyle = unit.gone || unit.change === "removed" ? kind.colour : c.mark;
      ctx.lineWidth = unit.gone ? 2 : Math.max(1, 0.7 * px);
      ctx.setLineDash(unit.gone || unit.change === "removed" ? [3, 3] : []);
      for (let start = 0; start < list.length; start += MARKS_AT_ONCE) {
        ctx.beginPath();
        list.slice(start, start + MARKS_AT_ONCE).forEach((one) => K.outline(ctx, kind.shape, one.x, one.y, scene.radius(one)));
        ctx.fill();
        // An outline around a mark of a few pixels would be all there is to see of it.
        if (scene.scale * scene.radius(list[0]) > 4) ctx.stroke();
        if (start + MARKS_AT_ONCE < list.length) yield;
      }
    }
    ctx.setLineDash([]); ctx.globalAlpha = 1;
    near.forEach((unit) => {
      const r = scene.radius(unit);
      if (unit.id === scene.node || scene.cut.has(unit.id)) {
        ctx.strokeStyle = unit.id === scene.node ? c.accent : c.warn; ctx.lineWidth = Math.max(2.5, 2.2 * px);
        ctx.beginPath(); ctx.arc(unit.x, unit.y, r * 1.25 + 5, 0, 2 * Math.PI); ctx.stroke();
      }
      if (unit.group) {
        ctx.fillStyle = c.surface; ctx.strokeStyle = c.mark; ctx.lineWidth = px;
        ctx.font = `700 ${Math.max(12, 13 * px)}px ${c.font}`; ctx.textAlign = "center"; ctx.textBaseline = "middle";
        ctx.lineWidth = 4 * px; ctx.strokeStyle = c.countHalo; ctx.lineJoin = "round";
        ctx.strokeText(String(unit.count), unit.x, unit.y); ctx.fillStyle = c.countInk;
        ctx.fillText(String(unit.count), unit.x, unit.y);
      } else if (CHANGE[unit.change]) {
        ctx.font = `700 ${14 * px}px ${c.font}`; ctx.textAlign = "center"; ctx.textBaseline = "middle";
        ctx.fillStyle = unit.change === "added" ? c.good : c.warn;
        ctx.fillText(CHANGE[unit.change], unit.x + r + 8 * px, unit.y - r - 2 * px);
      }
    });
  }

  /* Labels cover neither marks nor one another: the chosen, the near and the large choose first among the four sides
     of their mark; what finds no room waits for a closer look. */
  function* paintLabels(ctx, scene, c) {
    const px = 1 / scene.scale;
    const size = Math.min(Math.max(13 * scene.scale, 11.5), 15) * px;
    const { left, right, top, bottom } = scene.bounds;
    const inside = scene.units.filter((u) => u.x > left - 60 * px && u.x < right + 60 * px && u.y > top - 40 * px && u.y < bottom + 20 * px);
    const taken = new Boxes(90 * px);
    if (!scene.crowded) inside.forEach((u) => { const r = scene.radius(u); taken.add([u.x - r, u.y - r, u.x + r, u.y + r]); });
    const weight = (u) => (u.id === scene.node ? 1e6 : 0) + (scene.cut.has(u.id) ? 1e5 : 0) + (scene.focused && scene.near.has(u.id) ? 1e4 : 0) + (u.group ? 1e3 : 0) + scene.radius(u);
    const order = inside.map((u) => [weight(u), u]).sort((p, q) => q[0] - p[0] || (p[1].id < q[1].id ? -1 : 1)).map((pair) => pair[1]);
    ctx.textBaseline = "top"; ctx.lineJoin = "round";
    let shown = 0, tried = 0;
    const most = scene.crowded ? (scene.scale < 0.35 ? 30 : 140) : 400;
    for (const unit of order) {
      if (shown >= most || (scene.crowded && tried > 1500)) break;
      const faint = scene.focused && !scene.near.has(unit.id);
      if (faint && scene.crowded) continue;
      tried += 1;
      if (tried % 60 === 0) yield;
      ctx.textBaseline = "top"; ctx.lineJoin = "round";
      ctx.font = `${unit.id === scene.node || unit.group ? 650 : 450} ${size.toFixed(2)}px ${c.font}`;
      const label = lines(unit.label, ctx, ctx.font, size * (unit.side ? 13 : 10.5));
      const height = label.rows.length * size * 1.16, r = scene.radius(unit) * 1.15 + 4 * Math.min(px, 2);
      const sides = unit.side ? [unit.side] : ["below", "above", "right", "left"];
      let spot = null;
      for (const side of sides) {
        const x = side === "right" ? unit.x + r : side === "left" ? unit.x - r - label.width : unit.x - label.width / 2;
        const y = side === "below" ? unit.y + r : side === "above" ? unit.y - r - height : unit.y - height / 2;
        const box = [x, y, x + label.width, y + height];
        if (unit.id === scene.node || (taken.free(box) && (unit.side || (x > left && x + label.width < right && y > top && y + height < bottom)))) { spot = { side, x, y, box }; break; }
      }
      if (!spot) continue;
      taken.add(spot.box);
      shown += 1;
      ctx.globalAlpha = faint ? 0.32 : 1;
      ctx.strokeStyle = c.halo; ctx.lineWidth = 3.4 * Math.min(px, 2.2); ctx.fillStyle = c.ink;
      ctx.textAlign = spot.side === "right" ? "left" : spot.side === "left" ? "right" : "center";
      const x = spot.side === "right" ? spot.x : spot.side === "left" ? spot.x + label.width : unit.x;
      label.rows.forEach((row, i) => { ctx.strokeText(row, x, spot.y + i * size * 1.16); ctx.fillText(row, x, spot.y + i * size * 1.16); });
    }
    ctx.globalAlpha = 1;
  }

  /* Boxes by cells of a grid, so that a look at the neighbours is enough. */
  class Boxes {
    constructor(cell) { this.cell = cell; this.cells = new Map(); }
    keys(box) {
      const found = [];
      for (let i = Math.floor(box[0] / this.cell); i <= Math.floor(box[2] / this.cell); i += 1) {
        for (let j = Math.floor(box[1] / this.cell); j <= Math.floor(box[3] / this.cell); j += 1) found.push(i * 1e6 + j);
      }
      return found;
    }
    add(box) { this.keys(box).forEach((key) => { if (!this.cells.has(key)) this.cells.set(key, []); this.cells.get(key).push(box); }); }
    free(box) {
      return !this.keys(box).some((key) => (this.cells.get(key) || []).some((t) => t[0] < box[2] && t[2] > box[0] && t[1] < box[3] && t[3] > box[1]));
    }
  }

  function paintEdgeLabels(ctx, scene, c, labels) {
    const px = 1 / scene.scale, taken = scene.units.length < 400 ? scene.units.map((u) => [u.x, u.y, scene.radius(u) + 2 * px]) : [];
    ctx.textAlign = "center"; ctx.textBaseline = "middle"; ctx.lineJoin = "round";
    ctx.font = `${11.5 * px}px ${c.font}`;
    labels.forEach(([edge, shape]) => {
      const words = edge.count ? K.text("parallel", { n: edge.count }) : K.words(K.data.types[edge.type]);
      const half = ctx.measureText(words).width / 2 + 3 * px, y = shape.my;
      if (taken.some((t) => Math.abs(t[0] - shape.mx) < t[2] + half && Math.abs(t[1] - y) < 14 * px)) return;
      taken.push([shape.mx, y, half]);
      ctx.strokeStyle = c.halo; ctx.lineWidth = 4 * px; ctx.fillStyle = c.accent;
      ctx.strokeText(words, shape.mx, y); ctx.fillText(words, shape.mx, y);
    });
  }

  /* The painter rests between strokes: a crowded picture is painted in slices, any other in one go. */
  K.paintSlices = function* paintSlices(ctx, scene) {
    const c = scene.colours;
    paintGuides(ctx, scene, c);
    const labels = yield* paintEdges(ctx, scene, c);
    yield;
    yield* paintMarks(ctx, scene, c);
    yield;
    paintEdgeLabels(ctx, scene, c, labels);
    yield* paintLabels(ctx, scene, c);
  };
  K.paint = (ctx, scene) => { for (const _ of K.paintSlices(ctx, scene)); };

  /* The mark of a kind as a small picture for legend and headings. */
  K.swatch = (kindName) => {
    const kind = K.data.kinds[kindName];
    const points = new K.SvgPath();
    K.outline(points, kind.shape, 9, 9, 6.2);
    const space = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(space, "svg");
    Object.entries({ width: 18, height: 18, viewBox: "0 0 18 18", "aria-hidden": "true", focusable: "false" }).forEach(([k, v]) => svg.setAttribute(k, v));
    const path = document.createElementNS(space, "path");
    Object.entries({ d: points.d, fill: kind.colour, stroke: "var(--mark-line)", "stroke-width": "1" }).forEach(([k, v]) => path.setAttribute(k, v));
    svg.append(path);
    return svg;
  };
  K.dashOf = (status) => DASH[status] || [];

  const short = (value) => Math.round(value * 100) / 100;
  K.SvgPath = class {
    constructor() { this.d = ""; }
    moveTo(x, y) { this.d += `M${short(x)} ${short(y)}`; }
    lineTo(x, y) { this.d += `L${short(x)} ${short(y)}`; }
    quadraticCurveTo(a, b, x, y) { this.d += `Q${short(a)} ${short(b)} ${short(x)} ${short(y)}`; }
    arc(x, y, r) { this.d += `M${short(x + r)} ${short(y)}A${short(r)} ${short(r)} 0 1 1 ${short(x - r)} ${short(y)}A${short(r)} ${short(r)} 0 1 1 ${short(x + r)} ${short(y)}`; }
    closePath() { this.d += "Z"; }
  };
})();
