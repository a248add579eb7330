/* A finding, and the form that mends the cell or the lines that it is about. */
import { element, textButton } from "./page.dom.js";
import { data, reader, text, words } from "./workbench.data.js";
import { explain } from "./workbench.evidence.js";
import { linesForm } from "./workbench.lines.js";
import { Planning, findingLine, refusal } from "./workbench.plans.js";
import { Refused, post } from "./workbench.server.js";

/** @import { FoundFault, RowCell, RowForm, Saved } from "./workbench-collect-types" */

/**
 * Return a finding, with the form that mends it where there is one.
 * @param {FoundFault} finding
 * @param {(saved: Saved) => void} saved
 * @returns {HTMLElement}
 */
export function findingPage(finding, saved) {
  const form = element("div", {});
  const about = words(finding.label) || finding.focus;
  if (data.edit && finding.form) fill(form, finding, saved);
  return element("div", { class: "desk" },
    element("h2", {}, about || finding.place),
    element("ul", { class: "faults" }, findingLine(finding)),
    about ? element("p", { class: "meta" }, finding.name) : null,
    finding.focus.includes(":") && !finding.focus.startsWith("_:")
      ? textButton(text("evidenceOf"), () => explain(finding.focus)) : null,
    data.edit && !finding.form ? element("p", { class: "small" }, text("mendByHand")) : null,
    form);
}

/**
 * Fill the form with the row or the lines as the file has them now.
 * @param {HTMLElement} home
 * @param {FoundFault} finding
 * @param {(saved: Saved) => void} saved
 */
async function fill(home, finding, saved) {
  try {
    home.replaceChildren(...finding.form === "lines"
      ? linesForm(await post("/api/lines", { at: finding.at }), saved)
      : rowForm(await post("/api/row", { at: finding.at, path: finding.path, language: reader.lang }),
        finding, saved));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    home.replaceChildren(refusal(error));
  }
}

/**
 * Return the form of a row.
 * @param {RowForm} row
 * @param {FoundFault} finding
 * @param {(saved: Saved) => void} saved
 * @returns {HTMLElement[]}
 */
function rowForm(row, finding, saved) {
  const field = element("div", { class: "field" });
  let cell = row.cells.find((each) => each.column === row.column) ?? row.cells[0];
  let value = cell.value;
  const planning = new Planning(
    () => post("/api/plan/cell", { at: finding.at, column: cell.column, value }), (done) => {
      form.remove();
      saved(done);
    });
  const choose = (/** @type {RowCell} */ chosen) => {
    cell = chosen;
    value = chosen.value;
    planning.forget();
    const input = valueInput(cell, (given) => {
      value = given;
      planning.forget();
    });
    field.replaceChildren(element("label", { for: "value" }, cell.heading), input,
      element("p", { class: "small" }, cell.help));
  };
  const columns = element("select", { id: "column" }, ...row.cells.map((each, index) => (
    element("option", { value: index, selected: each === cell }, `${each.heading}: ${each.value}`))));
  columns.addEventListener("change", () => choose(row.cells[Number(columns.value)]));
  choose(cell);
  const form = planning.form(
    element("div", { class: "field" },
      element("label", { for: "column" }, text("cellOf", { row: row.row })), columns),
    field);
  return [form, planning.home];
}

/**
 * Return the field for the value of a cell: its words as suggestions, or any text.
 * @param {RowCell} cell
 * @param {(value: string) => void} change
 * @returns {HTMLElement}
 */
function valueInput(cell, change) {
  if (!cell.choices.length) {
    const input = element("input", { id: "value", type: "text", autocomplete: "off" });
    input.value = cell.value;
    input.addEventListener("input", () => change(input.value));
    return input;
  }
  const options = cell.choices.includes(cell.value) ? cell.choices : [cell.value, ...cell.choices];
  const choice = element("select", { id: "value" }, ...options.map((each) => (
    element("option", { value: each, selected: each === cell.value }, each))));
  choice.addEventListener("change", () => change(choice.value));
  return choice;
}
