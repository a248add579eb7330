/* A query that is kept with the study, as a question that can be asked by name. */
import { byId, element, saveFile } from "./page.dom.js";
import { data, onReader, reader, text } from "./workbench.data.js";
import { query } from "./workbench.editor.js";
import { complain, notice } from "./workbench.results.js";
import { Refused, post } from "./workbench.server.js";

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
    element("button", { type: "submit", id: "keep-it" }, text(data.edit ? "keepIt" : "keepFile")));
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const name = byId("keep-name", HTMLInputElement).value.trim();
  const cypher = withHeader(query(), byId("keep-title", HTMLInputElement).value.trim());
  if (!data.edit) {
    saveFile(`${name}.cypher`, new Blob([cypher], { type: "text/plain" }));
    notice(text("keptFile", { file: `${name}.cypher` }));
    return;
  }
  try {
    const { file } = await post("/api/keep/question", { name, cypher });
    notice(text("keptQuestion", { file }));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    complain(error);
  }
});
onReader(build);
build();
