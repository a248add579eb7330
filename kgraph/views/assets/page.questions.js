/* Two questions to the diagram: how two nodes are connected, and what is lost without one. */
import { fit, highlight } from "./page.canvas.js";
import { button, byId, element } from "./page.dom.js";
import { nodeButton } from "./page.parts.js";
import { data } from "./page.payload.js";
import { cutOff, dependencyLosses, shortest } from "./page.reach.js";
import { marked, unitsOf } from "./page.scene.js";
import { edges, nodes, onChange, state, update } from "./page.state.js";
import { byName, find, name, text, words } from "./page.words.js";

/** @import { Losses } from "./page.reach.js" */

const home = byId("questions");

/**
 * What refresh() changes of the parts that build() makes.
 * @type {{ path: HTMLElement, removal: HTMLElement, remove: HTMLButtonElement } | null}
 */
let parts = null;

/**
 * Answer how the two chosen nodes are connected.
 * @param {HTMLElement} answer
 */
function showPath(answer) {
  const { pathFrom, pathTo } = state;
  if (pathFrom === null || pathTo === null) {
    answer.replaceChildren();
    return;
  }
  const shortestPath = shortest(pathFrom, pathTo, state.pathDirected);
  const near = new Set([pathFrom, pathTo]);
  marked.near = near;
  marked.strong = shortestPath?.path ?? [];
  if (!shortestPath) answer.replaceChildren(text("pathNone"));
  else {
    const { path, ways } = shortestPath;
    path.forEach((id) => near.add(edges[id].from).add(edges[id].to));
    answer.replaceChildren(text(ways > 1 ? "pathMany" : "pathOne", { n: path.length, k: ways }),
      element("ol", {}, ...path.map(stepRow)));
  }
  highlight();
}

/**
 * Return one step of a path.
 * @param {number} id
 * @returns {HTMLElement}
 */
function stepRow(id) {
  const { from, to, type } = edges[id];
  return element("li", {}, nodeButton(from), ` ${words(data.types[type])} → `, nodeButton(to));
}

/**
 * Return a field in which a node is named or taken from what is selected, and its input.
 * @param {string} id
 * @param {"pathFrom" | "pathTo"} field of the state; also the key of the label
 * @returns {[field: HTMLElement, input: HTMLInputElement]}
 */
function chooser(id, field) {
  const label = text(field), chosen = state[field];
  const input = element("input", { type: "text", id, autocomplete: "off", placeholder: text("searchHint") });
  input.value = chosen === null ? "" : name(nodes[chosen]);
  const take = () => {
    if (state.node === null) return;
    input.value = name(nodes[state.node]);
    input.dataset.node = String(state.node);
  };
  input.addEventListener("input", () => { delete input.dataset.node; });
  const use = element("button",
    { type: "button", on: { click: take }, "aria-label": `${label}: ${text("useSelected")}` },
    text("useSelected"));
  const row = element("div", { class: "pair" }, input, use);
  return [element("div", { class: "field" }, element("label", { for: id }, label), row), input];
}

/**
 * Return the number of the node that a field names, if it names one.
 * @param {HTMLInputElement} input
 * @returns {number | undefined}
 */
const chosenIn = (input) => (
  input.dataset.node !== undefined ? +input.dataset.node : find(input.value).at(0));

/**
 * Return the form that asks for a path.
 * @param {HTMLElement} answer
 * @returns {HTMLFormElement}
 */
function pathForm(answer) {
  const [fromField, fromInput] = chooser("path-from", "pathFrom");
  const [toField, toInput] = chooser("path-to", "pathTo");
  const directed = element("input", { type: "checkbox", id: "path-directed" });
  directed.checked = state.pathDirected;
  /** @type {(event: SubmitEvent) => void} */
  const submit = (event) => {
    event.preventDefault();
    const pathFrom = chosenIn(fromInput), pathTo = chosenIn(toInput);
    if (pathFrom === undefined || pathTo === undefined) {
      const { value } = pathFrom === undefined ? fromInput : toInput;
      answer.replaceChildren(text("pathUnknown", { name: value }));
      return;
    }
    update({ pathFrom, pathTo, pathDirected: directed.checked });
    showPath(answer);
    if (state.tab === "diagram" && marked.near) fit(unitsOf(marked.near));
  };
  return element("form", { on: { submit } }, fromField, toField,
    element("label", { class: "row" }, directed, element("span", { class: "text" }, text("pathDirected"))),
    element("button", { type: "submit", id: "path-find" }, text("pathFind")));
}

/**
 * Return the names of what is lost, and through what.
 * @param {Losses} losses
 * @returns {HTMLElement}
 */
function lossList(losses) {
  return element("ul", {}, ...[...losses.keys()].sort(byName).map((id) => {
    const through = losses.get(id) ?? null;
    const indirect = through !== null && through !== state.removed;
    const via = indirect ? ` (${text("via")} ${name(nodes[through])})` : "";
    return element("li", {}, nodeButton(id), via);
  }));
}

/**
 * Answer what is lost without the node that is thought away.
 * @param {HTMLElement} answer
 */
function showRemoval(answer) {
  const { removed } = state;
  if (removed === null) {
    marked.cut = new Set();
    answer.replaceChildren();
    return;
  }
  /** @type {[key: string, losses: Losses][]} */
  let losses;
  if (data.rules) {
    const { stopped, affected } = dependencyLosses(removed);
    losses = [["whatifStops", stopped], ["whatifAffected", affected]];
  } else losses = [["whatifSome", cutOff(removed)]];
  losses = losses.filter(([, lost]) => lost.size);
  marked.cut = new Set(losses.flatMap(([, lost]) => [...lost.keys()]));
  const undo = () => {
    marked.cut = new Set();
    update({ removed: null });
  };
  answer.replaceChildren(
    element("p", {}, `${text("whatifGone")}: ${name(nodes[removed])}.`),
    ...losses.flatMap(([key, lost]) => [element("p", {}, text(key, { n: lost.size })), lossList(lost)]),
    ...(losses.length ? [] : [element("p", {}, text("whatifNone"))]),
    button("restore", text("whatifUndo"), undo));
  highlight();
}

/** Make both questions in the reader's language. */
export function buildQuestions() {
  const path = element("div", { class: "answer", role: "status" });
  const removal = element("div", { class: "answer", role: "status" });
  const remove = button("remove", text("whatifDo"), () => update({ removed: state.node }));
  parts = { path, removal, remove };
  home.replaceChildren(
    element("h3", {}, text("path")), pathForm(path), path,
    element("h3", {}, text("whatif")),
    element("p", { class: "small" }, text(data.rules ? "whatifDependency" : "whatifReach")), remove, removal);
  refresh();
  if (state.pathFrom !== null) showPath(path);
  showRemoval(removal);
}

/** Let a node be thought away only where one is selected. */
function refresh() {
  if (parts) parts.remove.disabled = state.node === null || state.node === state.removed;
}

onChange((change) => {
  if ("lang" in change) buildQuestions(); else refresh();
  if (!parts) return;
  if ("removed" in change || (change.filtered && state.removed !== null)) showRemoval(parts.removal);
});
