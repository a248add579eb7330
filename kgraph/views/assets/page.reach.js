/* Answers over what is visible: the shortest path, who is cut off by a removal, what stops because of one. */
import { data } from "./page.payload.js";
import { edges, incident, nodes, visible } from "./page.state.js";

/**
 * What each lost node was lost through; null where that has no meaning.
 * @typedef {Map<number, number | null>} Losses
 */
/** @typedef {{ who: number, group: string, loss: string }} Need */

/**
 * Return a shortest path and how many there are, breadth first (Brandes 2001, first half).
 * @param {number} from
 * @param {number} to
 * @param {boolean} directed whether relationships are followed in their direction only
 * @returns {{ path: number[], ways: number } | null} relationships from first to last, or null
 */
export function shortest(from, to, directed) {
  /** @type {Map<number, { steps: number, ways: number, node: number, edge: number }>} */
  const reached = new Map([[from, { steps: 0, ways: 1, node: -1, edge: -1 }]]);
  let front = [from];
  while (front.length && !reached.has(to)) {
    /** @type {number[]} */
    const next = [];
    front.forEach((here) => {
      const { steps, ways } = /** @type {{ steps: number, ways: number }} */ (reached.get(here));
      const seen = new Set();
      incident[here].forEach((id) => {
        const edge = edges[id];
        if (!visible.edges[id] || (directed && edge.from !== here)) return;
        const there = edge.from === here ? edge.to : edge.from;
        if (seen.has(there)) return;
        seen.add(there);
        const known = reached.get(there);
        if (known) {
          if (known.steps === steps + 1) known.ways += ways;
          return;
        }
        reached.set(there, { steps: steps + 1, ways, node: here, edge: id });
        next.push(there);
      });
    });
    front = next;
  }
  const end = reached.get(to);
  if (!end) return null;
  const path = [];
  for (let at = end; at.edge >= 0; at = /** @type {typeof end} */ (reached.get(at.node))) {
    path.unshift(at.edge);
  }
  return { path, ways: end.ways };
}

/**
 * Return the nodes that lose contact with the largest part of what was their component.
 * @param {number} gone
 * @returns {Losses}
 */
export function cutOff(gone) {
  const before = components(-1), after = components(gone);
  const former = [...before.keys()].filter((id) => id !== gone && before.get(id) === before.get(gone));
  /** @type {Map<number | undefined, number>} */
  const sizes = new Map();
  former.forEach((id) => sizes.set(after.get(id), (sizes.get(after.get(id)) || 0) + 1));
  const ranked = [...sizes.entries()].sort((a, b) => b[1] - a[1] || Number(a[0]) - Number(b[0]));
  return new Map(former.filter((id) => after.get(id) !== ranked[0][0]).map((id) => [id, null]));
}

/**
 * Return the component of each visible node: the number of its first node.
 * @param {number} without a node to leave out
 * @returns {Map<number, number>}
 */
function components(without) {
  /** @type {Map<number, number>} */
  const componentOf = new Map();
  nodes.forEach(({ id: start }) => {
    if (!visible.nodes[start] || start === without || componentOf.has(start)) return;
    const stack = [start];
    componentOf.set(start, start);
    for (let here = stack.pop(); here !== undefined; here = stack.pop()) {
      incident[here].forEach((id) => {
        if (!visible.edges[id]) return;
        const there = edges[id].from === here ? edges[id].to : edges[id].from;
        if (there === without || componentOf.has(there)) return;
        componentOf.set(there, start);
        stack.push(there);
      });
    }
  });
  return componentOf;
}

/**
 * Return who needs each node, as the analysis declares it, and how many can stand in for one another.
 * @returns {{ needs: Map<number, Need[]>, groups: Map<string, Set<number>> }}
 */
function dependencies() {
  /** @type {Map<number, Need[]>} */
  const needs = new Map();
  /** @type {Map<string, Set<number>>} */
  const groups = new Map();
  const rules = data.rules ?? { relations: {}, byCriticality: {} };
  edges.forEach((edge, id) => {
    const rule = rules.relations[edge.type], { alternativeGroup, criticality } = edge.properties ?? {};
    if (!visible.edges[id] || !rule) return;
    const [who, what] = rule.reverse ? [edge.to, edge.from] : [edge.from, edge.to];
    const any = rule.anyOf ? `${who} any ${edge.type}` : "";
    const group = alternativeGroup ? `${who} ${alternativeGroup}` : any;
    const need = { who, group, loss: rules.byCriticality[String(criticality)] || rule.loss };
    needs.set(what, [...(needs.get(what) ?? []), need]);
    if (group) groups.set(group, (groups.get(group) ?? new Set()).add(what));
  });
  return { needs, groups };
}

/**
 * Return what stops and what is affected when a node is lost, each with the loss that it comes from.
 * @param {number} gone
 * @returns {{ stopped: Losses, affected: Losses }}
 */
export function dependencyLosses(gone) {
  const { needs, groups } = dependencies(), queue = [gone];
  /** @type {Map<number, number>} */
  const stopped = new Map();
  /** @type {Map<number, number>} */
  const affected = new Map();
  /** @type {Map<string, Set<number>>} */
  const lost = new Map();
  for (let cause = queue.shift(); cause !== undefined; cause = queue.shift()) {
    for (const { who, group, loss } of needs.get(cause) ?? []) {
      if (who === gone || stopped.has(who)) continue;
      if (group) {
        const without = (lost.get(group) ?? new Set()).add(cause);
        lost.set(group, without);
        if (without.size < (groups.get(group)?.size ?? 0)) continue;
      }
      if (loss === "stops") {
        stopped.set(who, cause);
        affected.delete(who);
        queue.push(who);
      } else if (!affected.has(who)) affected.set(who, cause);
    }
  }
  return { stopped, affected };
}
