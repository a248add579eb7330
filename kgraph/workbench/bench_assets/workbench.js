/* The workbench: language, appearance, and the first showing. */
import { byId, writeWords } from "./page.dom.js";
import { ask, runEditor } from "./workbench.ask.js";
import { findIn } from "./workbench.choosers.js";
import { changeReader, data, onReader, reader, text, words } from "./workbench.data.js";
import "./workbench.collect.js";
import { setQuery } from "./workbench.editor.js";
import { explain } from "./workbench.evidence.js";
import { repeat } from "./workbench.history.js";
import "./workbench.keep.js";
import "./workbench.views.js";
import { chooseQuestion } from "./workbench.questions.js";
import { openWay } from "./workbench.ways.js";
import { chooseAway } from "./workbench.whatif.js";

/** @import { Language, Theme } from "../../views/assets/types" */

const root = document.documentElement;
const language = byId("language", HTMLSelectElement), theme = byId("theme", HTMLSelectElement);
const FIRST = "MATCH (m:Municipality)-[r:MEMBER_OF]->(f)\nRETURN m, r, f";

/** Write the words of the template in the reader's language, in the reader's theme. */
function dress() {
  root.lang = reader.lang;
  root.dataset.theme = reader.theme;
  language.value = reader.lang;
  theme.value = reader.theme;
  writeWords(text);
  document.title = `${words(data.title)} · ${text("workbench")}`;
  byId("title").textContent = words(data.title);
  const may = text(data.edit ? "writes" : "readOnly");
  const facts = [text("workbench"), may, `${text("build")} ${data.build}`, words(data.store)];
  byId("facts").textContent = facts.join(" · ");
}

language.addEventListener("change", () => changeReader({ lang: /** @type {Language} */ (language.value) }));
theme.addEventListener("change", () => changeReader({ theme: /** @type {Theme} */ (theme.value) }));
findIn(byId("search", HTMLInputElement), byId("hits"), (thing) => { explain(thing.node); });
byId("run").addEventListener("click", runEditor);
byId("cypher").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  runEditor();
});

repeat.ask = (asked) => {
  if (asked.way === "cypher") setQuery(asked.cypher);
  else if (asked.way === "questions") chooseQuestion(asked.question, asked.values);
  else chooseAway(asked.without, asked.network);
  openWay(asked.way);
  ask(asked);
};

// The token has done its work: it is in a cookie now, and not in the history of the browser.
if (location.search) history.replaceState(null, "", "/");
onReader(dress);
dress();
setQuery(FIRST);
openWay("questions");
root.dataset.ready = "yes";
