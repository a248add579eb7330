/* The state in the address of the page, so that a link brings back the same picture. */
import { data } from "./page.payload.js";
import { defaults, edgeByKey, edges, nodeByUri, nodes, span, state } from "./page.state.js";

/** @import { State } from "./types" */

/**
 * The sets of words in the state: the parameter of each and what it may hold.
 * @type {{ key: string, field: "kinds" | "types" | "statuses" | "changes" | "open", allowed: string[] }[]}
 */
const SETS = [
  { key: "hide", field: "kinds", allowed: data.kindOrder },
  { key: "relations", field: "types", allowed: Object.keys(data.types) },
  { key: "status", field: "statuses", allowed: Object.keys(data.statuses) },
  { key: "changes", field: "changes", allowed: Object.keys(data.changes) },
  { key: "open", field: "open", allowed: data.kindOrder },
];

/** @type {("removed" | "pathFrom" | "pathTo" | "around")[]} */
const NODE_FIELDS = ["removed", "pathFrom", "pathTo", "around"];
/** @type {("from" | "until")[]} */
const YEARS = ["from", "until"];
/** @type {("lang" | "theme" | "tab" | "size" | "from" | "until" | "sort")[]} */
const PLAIN = ["lang", "theme", "tab", "size", "from", "until", "sort"];

/**
 * Return the members of a set in one order.
 * @param {Set<string>} set
 * @returns {string}
 */
const joined = (set) => [...set].sort().join(",");

/**
 * Return what differs from a page that has just been opened.
 * @returns {URLSearchParams}
 */
export function parametersOf() {
  const usual = defaults(), parameters = new URLSearchParams();
  /** @type {(key: string, value: unknown) => void} */
  const put = (key, value) => {
    if (value !== null && value !== undefined && value !== "") parameters.set(key, String(value));
  };
  if (state.node !== null) put("node", nodes[state.node].uri);
  if (state.edge !== null) put("edge", edges[state.edge].key);
  SETS.forEach(({ key, field }) => {
    const members = joined(state[field]);
    if (members !== joined(usual[field])) put(key, members || "-");
  });
  put("sources", [...state.sources].map((index) => data.sources[index].uri).sort().join(" "));
  PLAIN.forEach((key) => { if (state[key] !== usual[key]) put(key, state[key]); });
  if (!state.undated) put("undated", "no");
  if (state.unconnected !== usual.unconnected) put("unconnected", state.unconnected ? "no" : "yes");
  if (state.allOpen) put("all", "yes");
  NODE_FIELDS.forEach((key) => {
    const id = state[key];
    if (id !== null) put(key, nodes[id].uri);
  });
  if (state.pathDirected) put("directed", "yes");
  if (state.around !== null && state.steps !== usual.steps) put("steps", state.steps);
  put("pins", [...state.pins].map(([id, { x, y }]) => `${x},${y},${nodes[id].uri}`).sort().join(" "));
  if (state.story !== null) {
    put("story", state.story + 1);
    put("step", state.step + 1);
  }
  return parameters;
}

/** Write what differs from a page that has just been opened into the address. */
export function writeAddress() {
  const hash = `#${parametersOf()}`;
  if (hash === location.hash || (hash === "#" && !location.hash)) return;
  try {
    history.replaceState(null, "", hash);
  } catch { /* a page inside a notebook has no address of its own */ }
}

/**
 * Return the state that the address describes.
 * @returns {State}
 */
export const readAddress = () => stateOf(new URLSearchParams(location.hash.slice(1)));

/**
 * Return the IRIs in parameters that this page lacks.
 * @param {URLSearchParams} parameters
 * @returns {string[]}
 */
export function missingOf(parameters) {
  const several = (/** @type {string} */ key) => (parameters.get(key) ?? "").split(" ").filter(Boolean);
  const named = ["node", ...NODE_FIELDS].flatMap(several);
  const moved = several("pins").map((entry) => entry.split(",").slice(2).join(","));
  const cited = new Set(data.sources.map((source) => source.uri));
  return [...new Set([
    ...[...named, ...moved].filter((uri) => !nodeByUri.has(uri)),
    ...several("edge").filter((key) => !edgeByKey.has(key)),
    ...several("sources").filter((uri) => !cited.has(uri)),
  ])];
}

/**
 * Return the state that parameters describe; what they name and the page lacks is left out.
 * @param {URLSearchParams} parameters
 * @returns {State}
 */
export function stateOf(parameters) {
  const result = defaults();
  result.node = nodeByUri.get(parameters.get("node") ?? "") ?? null;
  result.edge = edgeByKey.get(parameters.get("edge") ?? "") ?? null;
  SETS.forEach(({ key, field, allowed }) => {
    const members = parameters.get(key);
    if (members === null) return;
    result[field] = new Set(members.split(",").filter((value) => allowed.includes(value)));
  });
  if (result.node !== null && !parameters.has("hide")) result.kinds.delete(nodes[result.node].kind);
  const cited = new Set((parameters.get("sources") ?? "").split(" "));
  data.sources.forEach((source, index) => { if (cited.has(source.uri)) result.sources.add(index); });
  result.lang = choice(parameters, "lang", ["sv", "en"], result.lang);
  result.theme = choice(parameters, "theme", ["auto", "light", "dark"], result.theme);
  result.tab = choice(parameters, "tab", ["diagram", "nodes", "edges"], result.tab);
  const sizes = ["none", ...data.measures.map((measure) => measure.key)];
  result.size = choice(parameters, "size", sizes, result.size);
  const sort = parameters.get("sort") ?? "";
  if (/^[a-zA-Z]+\.(up|down)$/.test(sort)) result.sort = sort;
  YEARS.forEach((key) => {
    const year = parseInt(parameters.get(key) ?? "", 10);
    if (span && year >= span[0] && year <= span[1]) result[key] = year;
  });
  result.undated = parameters.get("undated") !== "no";
  result.unconnected = choice(parameters, "unconnected", ["no", "yes"], result.unconnected ? "no" : "yes")
    === "no";
  result.allOpen = parameters.get("all") === "yes";
  NODE_FIELDS.forEach((key) => { result[key] = nodeByUri.get(parameters.get(key) ?? "") ?? null; });
  result.pathDirected = parameters.get("directed") === "yes";
  if (parameters.get("steps") === "2") result.steps = 2;
  (parameters.get("pins") ?? "").split(" ").forEach((entry) => {
    const [, x, y, uri] = /^(-?\d+),(-?\d+),(.+)$/.exec(entry) ?? [], id = nodeByUri.get(uri ?? "");
    if (id !== undefined) result.pins.set(id, { x: Number(x), y: Number(y) });
  });
  const story = Number(parameters.get("story")), step = Number(parameters.get("step"));
  if (Number.isInteger(story) && story > 0 && Number.isInteger(step) && step > 0) {
    result.story = story - 1;
    result.step = step - 1;
  }
  return result;
}

/**
 * Return a parameter where it is one of the values, else the usual one.
 * @template {string} Value
 * @param {URLSearchParams} parameters
 * @param {string} key
 * @param {Value[]} values
 * @param {Value} usual
 * @returns {Value}
 */
function choice(parameters, key, values, usual) {
  return values.find((value) => value === parameters.get(key)) ?? usual;
}
