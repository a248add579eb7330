/* The diagram: vis-network moves, zooms and finds what is under the pointer; the painter draws. */
"use strict";
(() => {
  const { data, nodes, edges, state, visible } = K;
  const box = document.getElementById("canvas");
  const kinds = data.kindOrder;
  const groupId = (kind) => "group:" + kind;
  const CROWDED = 2500, SLICE = 12;
  const scene = { units: [], edges: [], near: new Set(), strong: new Set(), cut: new Set(), node: null, edge: null, focused: false, moving: false };
  const place = new Map(data.network.nodes.map((node) => [node.id, { x: node.x, y: node.y }]));
  const radii = new Map();
  const unitById = new Map();
  K.scene = scene;
  K.marked = { near: null, strong: null, cut: new Set() };

  const items = new vis.DataSet();
  const blank = ({ id }) => {
    const r = scene.radius ? scene.radius({ id }) : 12;
    return { drawNode() {}, nodeDimensions: { width: 2.3 * r, height: 2.3 * r } };
  };
  const network = new vis.Network(box, { nodes: items, edges: new vis.DataSet() }, {
    physics: false, autoResize: true,
    nodes: { shape: "custom", ctxRenderer: blank, chosen: false, font: { size: 0 } },
    interaction: { hover: false, selectConnectedEdges: false, multiselect: false, keyboard: false, tooltipDelay: 1e9, zoomSpeed: 0.7 },
  });
  K.network = network;
  const canvas = box.querySelector("canvas");
  canvas.setAttribute("aria-hidden", "true");
  canvas.removeAttribute("tabindex");
  box.querySelectorAll(".vis-network").forEach((inner) => { inner.removeAttribute("tabindex"); });

  function sizes() {
    radii.clear();
    const chosen = K.measure();
    const values = chosen ? chosen.values.map((value) => (typeof value === "number" && value > 0 ? value : 0)) : [];
    const most = values.reduce((high, value) => Math.max(high, value), 0);
    nodes.forEach((node) => { radii.set(node.id, most ? 8 + 15 * Math.sqrt(values[node.id] / most) : 12); });
  }
  scene.radius = (unit) => radii.get(unit.id) ?? 12;

  function rebuild() {
    sizes();
    unitById.clear();
    const members = new Map();
    nodes.forEach((node, id) => {
      if (!visible.nodes[id]) return;
      if (!K.isGrouped(node)) {
        unitById.set(id, { id, ...place.get(id), kind: node.kind, label: K.name(node), change: node.change, gone: state.removed === id });
      } else members.set(node.kind, (members.get(node.kind) || 0) + 1);
    });
    ring(members);
    sides();
    const list = [];
    const bundles = new Map();
    edges.forEach((edge, id) => {
      if (!visible.edges[id] || edge.from === state.removed || edge.to === state.removed) return;
      const from = K.isGrouped(nodes[edge.from]) ? groupId(nodes[edge.from].kind) : edge.from;
      const to = K.isGrouped(nodes[edge.to]) ? groupId(nodes[edge.to].kind) : edge.to;
      if (from === edge.from && to === edge.to) { list.push(edge); return; }
      const key = [String(from), String(to)].sort().join(" ");
      if (!bundles.has(key)) {
        const bundle = { id: "bundle:" + key, from, to, type: edge.type, status: "stated", count: 0, lane: 0 };
        bundles.set(key, bundle);
        list.push(bundle);
      }
      bundles.get(key).count += 1;
    });
    fan([...bundles.values()]);
    scene.edges = list;
    scene.units = [...unitById.values()];
    scene.crowded = list.length > CROWDED || scene.units.length > CROWDED;
    scene.extent = extent();
    scene.at = (id) => unitById.get(id);
    mark();
    fill();
  }

  /* Where columns have a meaning, labels stand beside the marks and leave the rows to the marks. */
  function sides() {
    if (!data.guides.sides && !data.guides.bodies) return;
    const first = Math.min(...nodes.map((node) => place.get(node.id).x));
    unitById.forEach((unit) => {
      if (unit.group) return;
      if (unit.x <= first + 1) unit.side = "left"; else if (data.guides.sides) unit.side = "right";
    });
  }

  function fan(list) {
    const pairs = new Map();
    list.forEach((edge) => {
      const key = [String(edge.from), String(edge.to)].sort().join(" ");
      if (!pairs.has(key)) pairs.set(key, []);
      pairs.get(key).push(edge);
    });
    pairs.forEach((group) => group.forEach((edge, index) => {
      edge.lane = (index - (group.length - 1) / 2) * (String(edge.from) < String(edge.to) ? 1 : -1);
    }));
  }

  /* Groups stand on a ring around whatever has been opened. */
  function ring(members) {
    const shown = [...unitById.values()];
    const box = shown.length ? bounds(shown) : { left: 0, right: 0, top: 0, bottom: 0 };
    const x = (box.left + box.right) / 2, y = (box.top + box.bottom) / 2;
    const list = kinds.filter((kind) => members.has(kind));
    const radius = shown.length ? Math.hypot(box.right - box.left, box.bottom - box.top) / 2 + 160 : Math.max(170, list.length * 34);
    const most = Math.max(...members.values(), 1);
    list.forEach((kind, index) => {
      const angle = -Math.PI / 2 + (2 * Math.PI * index) / list.length;
      const id = groupId(kind);
      radii.set(id, (20 + 24 * Math.sqrt(members.get(kind) / most)) * (shown.length ? Math.max(1, radius / 400) : 1));
      unitById.set(id, { id, x: x + radius * Math.cos(angle), y: y + radius * Math.sin(angle), kind, group: true, count: members.get(kind), label: K.words(data.kinds[kind].words) });
    });
  }

  function bounds(units) {
    const found = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
    units.forEach((unit) => {
      const r = scene.radius(unit);
      found.left = Math.min(found.left, unit.x - r); found.right = Math.max(found.right, unit.x + r);
      found.top = Math.min(found.top, unit.y - r); found.bottom = Math.max(found.bottom, unit.y + r + 22);
    });
    return found;
  }
  const extent = () => (scene.units.length ? bounds(scene.units) : { left: -100, right: 100, top: -100, bottom: 100 });
  K.extent = extent;

  /* In a crowd vis-network only moves the picture; otherwise it also knows the units, so that they can be dragged. */
  function fill() {
    stale = true;
    if (scene.crowded) items.clear();
    else {
      items.remove(items.getIds().filter((id) => !unitById.has(id)));
      const known = new Set(items.getIds());
      items.update(scene.units.filter((unit) => unit.group || !known.has(unit.id)).map(({ id, x, y }) => ({ id, x, y })));
    }
    network.redraw();
    if (!scene.crowded) box.dataset.ready = String(scene.units.length);
  }

  /* A crowded picture is painted aside, a slice at a time, and shown when done; until then, and while it is moved,
     the former one stands in for it, shifted and scaled. So no frame waits for thousands of strokes. */
  let stale = true, painting = null, shown = null;
  const same = (view) => shown && !stale && shown.scale === view.scale && shown.x === view.x && shown.y === view.y
    && shown.width === box.clientWidth && shown.height === box.clientHeight;
  function show(ctx) {
    const view = { scale: network.getScale(), ...network.getViewPosition() };
    // Before the first picture is done, what there is of it.
    const now = shown || (painting && { canvas: painting.canvas, width: box.clientWidth, height: box.clientHeight, ...painting.view });
    if (now) {
      const width = now.width / now.scale, height = now.height / now.scale;
      ctx.drawImage(now.canvas, now.x - width / 2, now.y - height / 2, width, height);
    }
    if (same(view) || scene.moving) return;
    if (painting && painting.view.scale === view.scale && painting.view.x === view.x && painting.view.y === view.y && !stale) return;
    stale = false;
    paintAside(view);
  }
  function paintAside(view) {
    const ratio = window.devicePixelRatio || 1, width = box.clientWidth, height = box.clientHeight;
    const canvas = K.element("canvas", { width: Math.round(width * ratio), height: Math.round(height * ratio) });
    const ctx = canvas.getContext("2d", { willReadFrequently: true });
    ctx.scale(ratio, ratio);
    ctx.translate(width / 2, height / 2);
    ctx.scale(view.scale, view.scale);
    ctx.translate(-view.x, -view.y);
    const half = { x: width / 2 / view.scale, y: height / 2 / view.scale };
    const job = { view, canvas, slices: K.paintSlices(ctx, { ...scene, scale: view.scale, bounds: { left: view.x - half.x, right: view.x + half.x, top: view.y - half.y, bottom: view.y + half.y } }) };
    painting = job;
    const work = () => {
      if (painting !== job) return;
      const end = performance.now() + SLICE;
      let step;
      do {
        step = job.slices.next();
        // Reading one point back makes the browser carry the strokes out now and not all at the end.
        ctx.getImageData(0, 0, 1, 1);
      } while (!step.done && performance.now() < end);
      if (!step.done) {
        if (!shown) network.redraw();
        setTimeout(work, 0);
        return;
      }
      painting = null;
      shown = { canvas, width, height, ...view };
      box.dataset.ready = String(scene.units.length);
      network.redraw();
    };
    setTimeout(work, 0);
  }

  function mark() {
    scene.node = state.node;
    scene.edge = state.edge;
    scene.cut = K.marked.cut;
    scene.near = new Set();
    scene.strong = new Set();
    if (K.marked.near) {
      scene.near = new Set(K.marked.near);
      scene.strong = new Set(K.marked.strong);
    } else if (state.edge !== null && edges[state.edge]) {
      scene.near.add(edges[state.edge].from).add(edges[state.edge].to);
      scene.strong.add(state.edge);
    } else if (state.node !== null && unitById.has(state.node)) {
      scene.near.add(state.node);
      scene.edges.forEach((edge) => {
        if (edge.from !== state.node && edge.to !== state.node) return;
        scene.near.add(edge.from).add(edge.to);
        scene.strong.add(edge.id);
      });
    }
    else if (data.changes.same && state.node === null && state.edge === null) {
      // A comparison is about what changed; the rest is there to find one's way.
      scene.units.forEach((unit) => { if (unit.group || unit.change !== "same") scene.near.add(unit.id); });
    }
    if (scene.cut.size) { scene.cut.forEach((id) => scene.near.add(id)); if (state.removed !== null) scene.near.add(state.removed); }
    scene.focused = scene.near.size > 0;
    stale = true;
  }

  let colours = null;
  K.repaint = () => { colours = null; stale = true; network.redraw(); };
  network.on("beforeDrawing", (ctx) => {
    colours ||= K.colours();
    scene.colours = colours;
    scene.scale = network.getScale();
    const a = network.DOMtoCanvas({ x: 0, y: 0 }), b = network.DOMtoCanvas({ x: box.clientWidth, y: box.clientHeight });
    scene.bounds = { left: a.x, top: a.y, right: b.x, bottom: b.y };
    if (!scene.extent) return;
    if (scene.crowded) show(ctx); else K.paint(ctx, scene);
  });

  function fitView(units) {
    const area = units && units.length ? bounds(units) : extent();
    if (data.guides.columns || data.guides.axis) area.top -= 50;
    // Labels keep their size on the screen, so the room they need beside the marks is counted in pixels.
    const beside = box.clientWidth < 600 ? 60 : 165, before = data.guides.sides || data.guides.bodies ? beside : 55, behind = data.guides.sides ? beside : 55;
    const width = Math.max(box.clientWidth - before - behind, 60), height = Math.max(box.clientHeight - 60, 60);
    const scale = Math.min(width / (area.right - area.left + 20), height / (area.bottom - area.top + 20), units ? 1.4 : 1.6);
    network.moveTo({ position: { x: (area.left + area.right) / 2 + (behind - before) / 2 / scale, y: (area.top + area.bottom) / 2 }, scale, animation: false });
    network.redraw();
  }
  K.fit = fitView;

  let settle = 0;
  function moving() {
    scene.moving = true;
    clearTimeout(settle);
    settle = setTimeout(() => { scene.moving = false; network.redraw(); }, 140);
  }
  network.on("dragging", (event) => {
    if (event.nodes.length) follow(event.nodes[0]); else moving();
  });
  network.on("zoom", moving);
  network.on("dragEnd", (event) => { if (event.nodes.length) follow(event.nodes[0]); });
  function follow(id) {
    const { x, y } = network.getPosition(id);
    const unit = unitById.get(id);
    if (!unit) return;
    Object.assign(unit, { x, y });
    if (!unit.group) place.set(id, { x, y });
  }

  function near(x, y) {
    const reach = 7 / network.getScale();
    let best = null, least = reach;
    scene.edges.forEach((edge) => {
      const a = scene.at(edge.from), b = scene.at(edge.to);
      if (!a || !b || edge.count) return;
      const shape = K.curve(edge, a, b, scene.radius);
      for (let i = 0; i < 16; i += 1) {
        const point = (t) => (shape.loop
          ? [shape.x + shape.r * Math.cos(2 * Math.PI * t), shape.y + shape.r * Math.sin(2 * Math.PI * t)]
          : [(1 - t) ** 2 * a.x + 2 * t * (1 - t) * shape.cx + t * t * b.x, (1 - t) ** 2 * a.y + 2 * t * (1 - t) * shape.cy + t * t * b.y]);
        const [px, py] = point(i / 16), [qx, qy] = point((i + 1) / 16);
        const length = (qx - px) ** 2 + (qy - py) ** 2 || 1;
        const t = Math.max(0, Math.min(1, ((x - px) * (qx - px) + (y - py) * (qy - py)) / length));
        const distance = Math.hypot(x - px - t * (qx - px), y - py - t * (qy - py));
        if (distance < least) { least = distance; best = edge.id; }
      }
    });
    return best;
  }

  K.choose = (id) => {
    if (typeof id === "string" && id.startsWith("group:")) { K.toggleGroup(id.slice(6)); return; }
    K.select(id);
  };
  K.toggleGroup = (kind) => {
    const open = new Set(state.open);
    if (!open.delete(kind)) open.add(kind);
    K.update({ open, filtered: true, refit: true });
  };
  network.on("click", (event) => {
    const unit = under(event.pointer.canvas);
    if (unit) { K.choose(unit.id); return; }
    const edge = near(event.pointer.canvas.x, event.pointer.canvas.y);
    if (edge !== null) K.update({ edge, node: null });
    else if (state.node !== null || state.edge !== null) K.update({ node: null, edge: null });
  });
  function under({ x, y }) {
    const slack = 4 / network.getScale();
    let best = null, least = Infinity;
    scene.units.forEach((unit) => {
      const distance = Math.hypot(unit.x - x, unit.y - y) - scene.radius(unit) - slack;
      if (distance < 0 && distance < least) { least = distance; best = unit; }
    });
    return best;
  }
  box.addEventListener("pointermove", (event) => {
    if (event.buttons) return;
    const frame = box.getBoundingClientRect();
    const over = under(network.DOMtoCanvas({ x: event.clientX - frame.left, y: event.clientY - frame.top }));
    box.style.cursor = over ? "pointer" : "";
  });

  K.reveal = (id) => {
    const unit = unitById.get(id) || (nodes[id] && unitById.get(groupId(nodes[id].kind)));
    if (!unit) return;
    const b = scene.bounds, margin = 40 / network.getScale();
    if (!b || unit.x < b.left + margin || unit.x > b.right - margin || unit.y < b.top + margin || unit.y > b.bottom - margin) {
      network.moveTo({ position: { x: unit.x, y: unit.y }, scale: Math.max(network.getScale(), scene.crowded ? 0.6 : network.getScale()), animation: false });
    }
  };

  /* Keyboard: the next unit in the direction of the arrow, by distance with a penalty for going astray. */
  let cursor = null;
  function step(dx, dy) {
    const here = unitById.get(cursor) || unitById.get(state.node) || [...scene.units].sort((p, q) => Math.hypot(p.x - centre().x, p.y - centre().y) - Math.hypot(q.x - centre().x, q.y - centre().y))[0];
    if (!here) return;
    if (!unitById.has(cursor) && !unitById.has(state.node)) { land(here); return; }
    let best = null, least = Infinity;
    scene.units.forEach((unit) => {
      const x = unit.x - here.x, y = unit.y - here.y, along = x * dx + y * dy, aside = Math.abs(x * dy) + Math.abs(y * dx);
      if (along <= 0 || aside > along * 2.5) return;
      const cost = along + 2 * aside;
      if (cost < least) { least = cost; best = unit; }
    });
    if (best) land(best);
  }
  const centre = () => network.getViewPosition();
  function land(unit) {
    cursor = unit.id;
    K.reveal(unit.id);
    if (unit.group) { K.say(`${unit.label}, ${K.text("groupOf", { n: unit.count })}`); scene.node = unit.id; network.redraw(); } else K.select(unit.id, { keyboard: true });
  }
  box.addEventListener("keydown", (event) => {
    const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const scale = network.getScale();
    if (arrows[event.key] && event.shiftKey) {
      const { x, y } = centre();
      moving();
      network.moveTo({ position: { x: x + (arrows[event.key][0] * 80) / scale, y: y + (arrows[event.key][1] * 80) / scale }, animation: false });
    } else if (arrows[event.key]) step(...arrows[event.key]);
    else if (event.key === "+" || event.key === "=") K.zoom(1.25);
    else if (event.key === "-") K.zoom(0.8);
    else if (event.key === "0") fitView();
    else if (event.key === "Enter" || event.key === " ") {
      if (typeof cursor === "string") K.choose(cursor);
      else if (state.node !== null) document.getElementById("details").focus();
      else step(1, 0);
    } else if (event.key === "Escape") { cursor = null; K.update({ node: null, edge: null }); } else return;
    event.preventDefault();
  });
  K.zoom = (factor) => { moving(); network.moveTo({ scale: network.getScale() * factor, animation: false }); };
  document.getElementById("zoom-in").addEventListener("click", () => K.zoom(1.25));
  document.getElementById("zoom-out").addEventListener("click", () => K.zoom(0.8));
  document.getElementById("zoom-fit").addEventListener("click", () => fitView());

  K.onChange((change) => {
    if (change.node !== undefined || change.edge !== undefined) { K.marked.near = null; K.marked.strong = null; if (typeof cursor !== "string") cursor = state.node; }
    if (change.filtered || "lang" in change || "removed" in change || "size" in change) rebuild();
    else { mark(); network.redraw(); }
    if (change.refit) fitView();
    if (change.node !== undefined && change.node !== null && state.tab === "diagram") K.reveal(change.node);
  });
  K.highlight = () => { mark(); network.redraw(); };
  K.unitsOf = (ids) => ids.map((id) => unitById.get(id)).filter(Boolean);

  let fittedFor = "";
  new ResizeObserver(() => {
    const size = box.clientWidth + "x" + box.clientHeight;
    if (!box.clientWidth || size === fittedFor) return;
    const first = fittedFor === "";
    fittedFor = size;
    if (first || !K.touched) fitView();
  }).observe(box);
  ["pointerdown", "wheel", "keydown"].forEach((kind) => box.addEventListener(kind, () => { K.touched = true; }, { passive: true }));
  K.rebuild = rebuild;
})();
