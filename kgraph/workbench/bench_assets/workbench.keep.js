/* A query that is kept with the study, as a question that can be asked by name. */
import { byId, element, saveFile } from "./page.dom.js";
import { onReader, reader, text } from "./workbench.data.js";
import { query } from "./workbench.editor.js";
import { notice } from "./workbench.results.js";

const form = byId("keep", HTMLFormElement);
const QUERY_PARAMETER = /\$(\w+)/g;

/**
 * Return a query with a header: what it asks, and a line for each parameter without one.
 * @param {string} cypher
 * @param {string} title
 * @returns {string}
 */
function withHeader(cypher, title) {
  const declared = new Set([...cypher.matchAll(/^\/\/ ?param (\w+)/gm)].map((match) => match[1]));
  const missing = [...new Set([...cypher.matchAll(QUERY_PARAMETER)].map((match) => match[1]))]
    .filter((name) => !declared.has(name));
  const lines = [
    ...(title ? [`// ${reader.lang}: ${title.replace(/\s+/g, " ")}`] : []),
    ...missing.map((name) => `// param ${name} (text?, default none): ${name}`),
  ];
  return `${[...lines, cypher.trim()].join("\n")}\n`;
}

/** Make the form in the reader's language. */
function build() {
  const name = element("input", {
    type: "text", id: "keep-name", required: true, autocomplete: "off", placeholder: "members-of-a-body",
    pattern: "[a-zåäö0-9][a-zåäö0-9_\\-]*", title: text("keepNameHint"),
  });
  const title = element("input", { type: "text", id: "keep-title", autocomplete: "off" });
  form.replaceChildren(
    element("div", { class: "field" }, element("label", { for: "keep-name" }, text("keepName")), name),
    element("div", { class: "field" }, element("label", { for: "keep-title" }, text("keepTitle")), title),
    element("button", { type: "submit", id: "keep-it" }, text("keepFile")));
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const file = `${byId("keep-name", HTMLInputElement).value.trim()}.cypher`;
  const content = withHeader(query(), byId("keep-title", HTMLInputElement).value.trim());
  saveFile(file, new Blob([content], { type: "text/plain" }));
  notice(text("keptFile", { file }));
});
onReader(build);
build();
