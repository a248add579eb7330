/* Two things that may be one, side by side, and the decision on them. */
import { button, element, textButton } from "./page.dom.js";
import { data, text, words } from "./workbench.data.js";
import { explain } from "./workbench.evidence.js";
import { Planning } from "./workbench.plans.js";
import { post } from "./workbench.server.js";

/** @import { OpenPair, PairSide, Saved, SideStatement } from "./workbench-collect-types" */

/**
 * Return the name of a side.
 * @param {PairSide} side
 * @returns {string}
 */
export const sideName = (side) => words(side.label) || side.iri;

/**
 * Return what tells a pair from others.
 * @param {OpenPair} pair
 * @returns {string}
 */
export const pairKey = ({ sides }) => sides.map((side) => side.iri).join(" ");

/**
 * Return a statement with its sources.
 * @param {SideStatement} saying
 * @returns {HTMLElement}
 */
function statement({ words: property, towards, value, language, sources }) {
  const where = sources.map(([title, place]) => [words(title), place].filter(Boolean).join(", "));
  const said = `${towards ? "← " : ""}${words(property)}${language && ` (${language})`}`;
  return element("li", {},
    element("span", { class: "meta" }, `${said}: `), words(value),
    element("div", { class: "meta" }, [...new Set(where)].join(" · ")));
}

/**
 * Return one of the two.
 * @param {PairSide} side
 * @returns {HTMLElement}
 */
const column = (side) => element("section", { class: "twin" },
  element("h3", {}, sideName(side)),
  element("p", { class: "kind" }, side.classes.map(words).join(", ")),
  element("p", { class: "meta" }, side.place),
  element("ul", {}, ...side.statements.map(statement)),
  element("p", { class: "meta" }, side.iri),
  textButton(text("evidenceOf"), () => explain(side.iri)));

/**
 * Return a pair, with the ways to decide on it where files may be written.
 * @param {OpenPair} pair
 * @param {{ saved: (saved: Saved) => void, later: () => void }} then
 * @returns {HTMLElement}
 */
export function pairPage(pair, { saved, later }) {
  const [one, other] = pair.sides;
  const note = element("input", { id: "note", type: "text", autocomplete: "off", maxlength: 500 });
  let same = true;
  const planning = new Planning(
    () => post("/api/plan/decision", { a: one.iri, b: other.iri, same, note: note.value.trim() }), saved);
  const decide = (/** @type {boolean} */ choice) => () => {
    same = choice;
    planning.plan();
  };
  return element("div", { class: "desk" },
    element("h2", {}, `${sideName(one)} – ${sideName(other)}`),
    element("div", { class: "twins" }, column(one), column(other)),
    ...(data.edit ? [
      element("div", { class: "field" }, element("label", { for: "note" }, text("why")), note),
      element("p", { class: "decisions" },
        button("same", text("same"), decide(true)), button("different", text("different"), decide(false)),
        button("later", text("later"), later)),
      planning.home,
    ] : [element("p", { class: "small" }, words(pair.reason))]));
}
