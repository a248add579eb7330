/*
 * The page: language, appearance, and the first showing. kgraph/views/script_bundle.py puts this module and
 * those that it imports into the page, in the order in which a browser would run them.
 */
import { network, rebuild, repaint, toggleGroup } from "./page.canvas.js";
import "./page.keyboard.js";
import { buildFilters } from "./page.filters.js";
import { showDetails } from "./page.details.js";
import { buildQuestions } from "./page.questions.js";
import { buildSurroundings } from "./page.surroundings.js";
import { showTab } from "./page.table.js";
import { csvText, svgText } from "./page.export.js";
import "./page.print.js";
import { readAddress, writeAddress } from "./page.address.js";
import { buildStories } from "./page.stories.js";
import { play, showPlayer } from "./page.player.js";
import "./page.search.js";
import { joinFrame } from "./page.embedding.js";
import { byId, eachWith, writeWords } from "./page.dom.js";
import { data } from "./page.payload.js";
import { marked, scene } from "./page.scene.js";
import { compute, edges, nodes, onChange, select, state, update, visible } from "./page.state.js";
import { text, words } from "./page.words.js";

/** @import { Language, Theme } from "./types" */

/** With more nodes than this, the page takes a breath between the steps of its opening. */
const LARGE = 1000;
const root = document.documentElement;
const language = byId("language", HTMLSelectElement), theme = byId("theme", HTMLSelectElement);

/** Write the words of the template in the reader's language. */
function translate() {
  root.lang = state.lang;
  writeWords(text);
  eachWith("sv", (item) => { item.textContent = item.dataset[state.lang] ?? ""; });
  document.title = words(data.title);
  byId("title").textContent = words(data.title);
  byId("meaning").textContent = words(data.meaning);
  const { study, build } = data.build;
  const facts = [study, build && `${text("build")} ${build}`, "kgraph"];
  byId("foot").textContent = facts.filter(Boolean).join(" · ");
}

/** Dress the page in the reader's theme. */
function dress() {
  root.dataset.theme = state.theme;
  theme.value = state.theme;
  language.value = state.lang;
}

language.addEventListener("change", () => update({ lang: /** @type {Language} */ (language.value) }));
theme.addEventListener("change", () => update({ theme: /** @type {Theme} */ (theme.value) }));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
window.addEventListener("hashchange", () => {
  update({ ...readAddress(), filtered: true });
  showTab();
  resume();
});
onChange((change) => {
  if ("lang" in change || "theme" in change) {
    dress();
    translate();
    repaint();
  }
  writeAddress();
});

/** Take up the story that the address names. */
function resume() {
  if (state.story !== null) play(state.story, state.step); else showPlayer();
}

const small = matchMedia("(max-width: 720px)").matches;
if (small) byId("legend", HTMLDetailsElement).open = false;
Object.assign(state, readAddress());
if (state.node === null && state.edge === null && data.focus !== null) state.node = data.focus;
byId("tools", HTMLDetailsElement).open = (
  state.removed !== null || state.pathFrom !== null || state.around !== null);

byId("tales", HTMLDetailsElement).open = data.stories.length > 0 && !small;

/** For the console and for tests; the page itself has no use for it. */
Object.assign(globalThis, {
  kgraph: {
    csvText, data, edges, marked, network, nodes, scene, select, state, svgText, toggleGroup, update, visible,
  },
});

// Dressed first: a large page may be painted between two steps, in the colours that it has then.
const steps = [
  dress, compute, translate, rebuild, buildFilters, buildSurroundings, buildQuestions, buildStories,
  showDetails, showTab, resume,
  () => {
    root.dataset.ready = "yes";
    joinFrame();
  },
];

/** Take the next step of the opening; a large page answers the reader between two of them. */
function open() {
  steps.shift()?.();
  if (!steps.length) return;
  if (nodes.length > LARGE) setTimeout(open, 0); else open();
}
open();
