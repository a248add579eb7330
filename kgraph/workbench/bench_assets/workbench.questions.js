/* The prepared questions: a list, and a form for the parameters of the chosen one. */
import { byId, element, textButton } from "./page.dom.js";
import { fold } from "./page.text.js";
import { ask } from "./workbench.ask.js";
import { chooser } from "./workbench.choosers.js";
import { data, nameOf, onReader, text, tongue, words } from "./workbench.data.js";
import { setQuery } from "./workbench.editor.js";
import { openWay } from "./workbench.ways.js";

/** @import { PreparedQuestion, QuestionParameter } from "./workbench-types" */

const home = byId("asks-questions");
/** @type {PreparedQuestion | null} */
let chosen = null;
/** @type {Record<string, string>} */
let values = {};

/**
 * Choose a question, with values for its parameters.
 * @param {string} name
 * @param {Record<string, string>} given
 */
export function chooseQuestion(name, given) {
  chosen = data.questions.find((question) => question.name === name) ?? null;
  values = { ...given };
  show();
}

/**
 * Return the field of a parameter.
 * @param {QuestionParameter} parameter
 * @returns {HTMLElement}
 */
function field(parameter) {
  const { name, kind, optional } = parameter, id = `value-${name}`;
  const usual = optional && parameter.default === "none"
    ? text("all") : text("standard", { value: parameter.default });
  const label = words(parameter.text) || name;
  if (kind === "iri") {
    const made = chooser(id, label, (thing, found) => {
      values[name] = thing.node;
      found.value = nameOf(thing);
    }, usual);
    const input = made.querySelector("input");
    if (input) {
      input.value = values[name] ?? "";
      input.addEventListener("input", () => { values[name] = input.value; });
    }
    return made;
  }
  const type = kind === "date" ? "date" : kind === "integer" ? "number" : "text";
  const input = element("input", { id, type, placeholder: usual, autocomplete: "off" });
  input.value = values[name] ?? "";
  input.addEventListener("input", () => { values[name] = input.value; });
  return element("div", { class: "search" }, element("label", { for: id }, label), input,
    type === "date" ? element("span", { class: "small" }, usual) : null);
}

/**
 * Return the form of the chosen question.
 * @param {PreparedQuestion} question
 * @returns {HTMLElement}
 */
function form(question) {
  /** @type {(event: SubmitEvent) => void} */
  const submit = (event) => {
    event.preventDefault();
    ask({ way: "questions", question: question.name, values: { ...values } });
  };
  const open = () => {
    setQuery(question.cypher);
    openWay("cypher");
  };
  return element("form", { class: "question", on: { submit } },
    element("h2", {}, words(question.title)),
    element("p", { class: "small", lang: tongue(question.meaning) }, words(question.meaning)),
    ...question.parameters.map(field),
    element("p", { class: "pair" },
      element("button", { type: "submit", class: "primary", id: "ask" }, text("ask")),
      element("button", { type: "button", on: { click: open } }, text("openCypher"))));
}

/** Show the questions, and the form of the chosen one. */
function show() {
  const filter = element("input", {
    type: "text", id: "find-question", placeholder: text("filterQuestions"),
    "aria-label": text("filterQuestions"), autocomplete: "off",
  });
  const list = element("ul", { class: "asked" });
  const fillList = () => {
    const wanted = fold(filter.value).trim();
    list.replaceChildren(...data.questions
      .filter(({ name, title }) => fold(`${name} ${title.sv} ${title.en}`).includes(wanted))
      .map((question) => element("li", { "aria-current": question === chosen ? "true" : null },
        textButton(words(question.title), () => {
          chooseQuestion(question.name, {});
          if (!question.parameters.length) ask({ way: "questions", question: question.name, values: {} });
          home.scrollIntoView({ block: "nearest" });
        }), question.own ? element("span", { class: "badge" }, text("own")) : "")));
  };
  filter.addEventListener("input", fillList);
  fillList();
  home.replaceChildren(...(chosen ? [form(chosen)] : []), filter, list);
}
onReader(show);
show();
