/* The lines of a file that a finding is about: those around them, and a field for the statements. */
import { element } from "./page.dom.js";
import { text } from "./workbench.data.js";
import { Planning } from "./workbench.plans.js";
import { Refused, post } from "./workbench.server.js";

/** @import { LinesForm, Saved } from "./workbench-collect-types" */

/**
 * Return lines that are shown with their numbers.
 * @param {string} label
 * @param {number} first
 * @param {string[]} lines
 * @returns {HTMLElement}
 */
const numbered = (label, first, lines) => element("pre",
  { class: "numbered", tabindex: 0, role: "region", "aria-label": label },
  ...lines.map((line, index) => element("span", {},
    element("span", { class: "number", "aria-hidden": "true" }, String(first + index)), `${line}\n`)));

/**
 * Return the form of some lines.
 * @param {LinesForm} shown
 * @param {(saved: Saved) => void} saved
 * @returns {HTMLElement[]}
 */
export function linesForm(shown, saved) {
  let base = shown;
  const now = element("div", {}), rows = shown.text.split("\n");
  const field = element("textarea", {
    id: "lines", class: "lines", rows: Math.min(24, rows.length + 2), spellcheck: "false",
    autocomplete: "off", autocapitalize: "off", "aria-describedby": "lines-help",
  });
  field.value = shown.text;
  field.addEventListener("input", () => planning.forget());
  // What was written stays; the difference is made to the lines as they are by now.
  const request = async () => {
    const at = { file: base.file, line: base.first };
    try {
      return await post("/api/plan/lines", { at, old: base.text, new: field.value });
    } catch (error) {
      if (error instanceof Refused && error.fault.again) {
        base = await post("/api/lines", { at });
        now.replaceChildren(element("p", { class: "small" }, text("linesNow")),
          numbered(text("linesNow"), base.first, base.text.split("\n")));
      }
      throw error;
    }
  };
  const planning = new Planning(request, (done) => {
    form.remove();
    saved(done);
  });
  const label = text("linesOf", { a: shown.first, b: shown.first + rows.length - 1, file: shown.file });
  const form = planning.form(element("div", { class: "field whole" },
    element("label", { for: "lines" }, label),
    shown.before.length
      ? numbered(text("linesBefore"), shown.first - shown.before.length, shown.before) : "",
    field,
    shown.after.length ? numbered(text("linesAfter"), shown.first + rows.length, shown.after) : "",
    element("p", { class: "small", id: "lines-help" }, text("linesHelp")), now));
  return [form, planning.home];
}
