/* Asking: one question at a time in each tab; what was asked goes into the history. */
import { clearFault, query, setQuery, showFault, showUnknown } from "./workbench.editor.js";
import { acts } from "./workbench.evidence.js";
import { remember } from "./workbench.history.js";
import { placesOf } from "./workbench.lexer.js";
import { showAnswer, showLoss, showRefusal, showRunning } from "./workbench.results.js";
import { Refused, post } from "./workbench.server.js";
import { openWay } from "./workbench.ways.js";

/** @import { Asked, BenchAnswer, Loss } from "./workbench-types" */

/** What the page waits for. */
let running = "";
const AROUND = "MATCH (n {uri: \"NAME\"})-[r]-(m) RETURN n, r, m";

/**
 * Ask, and show the answer.
 * @param {Asked} asked
 */
export async function ask(asked) {
  if (running) post("/api/stop", { run: running }).catch(() => {});
  const run = crypto.randomUUID();
  running = run;
  clearFault();
  showRunning(run);
  remember(asked);
  try {
    const found = await request(asked, run);
    if (running !== run) return;
    if ("rows" in found && "columns" in found) answered(asked, found); else showLoss(found);
  } catch (error) {
    if (running !== run) return;
    if (!(error instanceof Refused)) throw error;
    const { fault, message } = error;
    if (asked.way === "cypher" && fault.from !== undefined) {
      showRefusal(error, "");
      showFault(fault, message);
    } else showRefusal(error);
  } finally {
    if (running === run) running = "";
  }
}

/**
 * Send a question.
 * @param {Asked} asked
 * @param {string} run
 * @returns {Promise<BenchAnswer | Loss>}
 */
function request(asked, run) {
  if (asked.way === "cypher") return post("/api/query", { run, cypher: asked.cypher });
  if (asked.way === "questions") {
    return post("/api/question", { run, question: asked.question, values: asked.values });
  }
  return post("/api/whatif", { without: asked.without.map((thing) => thing.node), network: asked.network });
}

/**
 * Show the answer to a query.
 * @param {Asked} asked
 * @param {BenchAnswer} answer
 */
function answered(asked, answer) {
  showAnswer(answer);
  if (asked.way !== "cypher" || !answer.unknown.length) return;
  showUnknown(placesOf(query(), answer.unknown.map((each) => each.name)), answer.unknown);
}

/** Run what stands in the editor. */
export function runEditor() {
  const cypher = query().trim().replace(/;\s*$/, "");
  if (cypher) ask({ way: "cypher", cypher: query().replace(/;\s*$/, "") });
}

acts.around = (uri) => {
  openWay("cypher");
  setQuery(AROUND.replace("NAME", () => uri.replace(/["\\]/g, "\\$&")));
  runEditor();
};
