/* A form for one new thing: labels in both languages, words to choose from, dates, and the source. */
import { button, element } from "./page.dom.js";
import { chooser } from "./workbench.choosers.js";
import { data, nameOf, reader, text } from "./workbench.data.js";
import { Planning, refusal } from "./workbench.plans.js";
import { Refused, get, post } from "./workbench.server.js";

/** @import { EntryField, EntryForm, Saved } from "./workbench-collect-types" */

/**
 * What was filled in so far, for each form: kept when another page is looked at, and until it is saved.
 * @type {Record<string, Record<string, string>>}
 */
const drafts = {};
/**
 * How the chosen things are shown, by what stands for them.
 * @type {Record<string, string>}
 */
const names = {};
const DATE = "\\d{4}(-\\d{2}(-\\d{2})?)?";

/**
 * Return the form for a class.
 * @param {string} name
 * @param {(saved: Saved) => void} saved
 * @returns {HTMLElement}
 */
export function entryPage(name, saved) {
  const home = element("div", { class: "desk" }, element("p", { class: "busy" }, text("running")));
  get("/api/form", { name, language: reader.lang }).then(
    (form) => fillForm(home, form, saved),
    (error) => {
      if (!(error instanceof Refused)) throw error;
      home.replaceChildren(refusal(error));
    });
  return home;
}

/**
 * Show a form.
 * @param {HTMLElement} home
 * @param {EntryForm} form
 * @param {(saved: Saved) => void} saved
 */
function fillForm(home, form, saved) {
  drafts[form.name] ??= {};
  const values = drafts[form.name];
  const planning = new Planning(
    () => post("/api/plan/thing", { name: form.name, values, language: reader.lang }),
    (done) => {
      drafts[form.name] = {};
      const again = button("another", text("another"), () => fillForm(home, form, saved));
      home.replaceChildren(element("h2", {}, form.label), planning.home, again);
      saved(done);
    });
  const change = (/** @type {string} */ key, /** @type {string} */ value) => {
    values[key] = value;
    planning.forget();
  };
  home.replaceChildren(
    element("h2", {}, form.label),
    element("p", { class: "small" }, form.help),
    planning.form(
      ...form.fields.map((field, index) => entryField(field, `entry-${index}`, values, change)),
      element("p", { class: "small" }, text("requiredNote"))),
    planning.home);
}

/**
 * Return a field with its label and explanation.
 * @param {EntryField} field
 * @param {string} id
 * @param {Record<string, string>} values
 * @param {(key: string, value: string) => void} change
 * @returns {HTMLElement}
 */
function entryField(field, id, values, change) {
  const { key, kind, help, required } = field, label = `${field.label}${required ? " *" : ""}`;
  const explained = element("p", { class: "small" }, help, kind === "date" ? ` ${text("dateHint")}` : null);
  if (kind === "thing") {
    const made = chooser(id, label, (thing, input) => {
      const short = thing.node.startsWith(data.base) ? thing.node.slice(data.base.length) : thing.node;
      names[short] = nameOf(thing);
      input.value = nameOf(thing);
      change(key, short);
    }, undefined, field.kinds);
    const input = made.querySelector("input");
    if (input) {
      input.value = names[values[key]] ?? values[key] ?? "";
      input.addEventListener("input", () => change(key, input.value));
      // Escape empties the field, and is no input.
      input.addEventListener("keyup", ({ key: pressed }) => {
        if (pressed === "Escape") change(key, input.value);
      });
    }
    return element("div", { class: "field" }, made, explained);
  }
  const kept = values[key] ?? "";
  // Chosen in the other language, it still stands.
  const choices = field.choices.some(([value]) => value === kept)
    ? field.choices : [[kept, kept], ...field.choices];
  const input = kind === "choice" || kind === "source"
    ? element("select", { id }, kept ? element("option", { value: "" }, "") : null,
      ...choices.map(([value, shown]) => element("option", { value }, shown)))
    : element("input", {
      id, type: "text", autocomplete: "off", pattern: kind === "date" ? DATE : null,
      title: kind === "date" ? text("dateHint") : null, inputmode: kind === "date" ? "numeric" : null,
    });
  input.value = kept;
  input.addEventListener("input", () => change(key, input.value));
  return element("div", { class: "field" }, element("label", { for: id }, label), input, explained);
}
