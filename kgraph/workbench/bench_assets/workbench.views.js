/* The study as a whole: the views of a build, two builds compared, and the stories told in them. */
import { button, byId, element, textButton } from "./page.dom.js";
import { data, onReader, reader, text, words } from "./workbench.data.js";
import { complain, notice, showPage } from "./workbench.results.js";
import { Refused, get, post } from "./workbench.server.js";
import { onWay } from "./workbench.ways.js";

const home = byId("asks-views");
/** Kept builds before this one, the newest first. @type {string[]} */
let builds = [];

/**
 * Show a view in a frame.
 * @param {string} name
 * @param {string} title
 * @param {string} [before] a build to compare with
 */
function look(name, title, before) {
  showPage((bar, main) => {
    const query = new URLSearchParams({ language: reader.lang, ...(before ? { before } : {}) });
    const chosen = new URLSearchParams({ lang: reader.lang, theme: reader.theme });
    bar.replaceChildren(element("h2", { class: "loss" }, title));
    const src = `/views/${name}.html?${query}#${chosen}`;
    main.replaceChildren(element("iframe", { id: "drawing", title, src }));
  });
}

/** Show what can be looked at. */
function show() {
  const choice = element("select", { id: "before" }, ...builds.map((build) => element("option", {}, build)));
  const compare = () => look("comparison", text("compared", { build: choice.value }), choice.value);
  home.replaceChildren(
    element("p", { class: "small" }, text("viewsHow")),
    element("ul", { class: "asked" }, ...Object.entries(data.views).map(([name, title]) => (
      element("li", {}, textButton(words(title), () => look(name, words(title)), { id: `view-${name}` }))))),
    element("h3", {}, text("compare")),
    ...(builds.length
      ? [
        element("div", { class: "field" }, element("label", { for: "before" }, text("before")), choice),
        element("p", {}, button("compare", text("compareDo"), compare)),
      ]
      : [element("p", { class: "small" }, text("noBuilds"))]));
}

/**
 * Write stories that a frame has sent, and say what came of it.
 * @param {unknown} sent
 */
async function keepStories(sent) {
  if (!data.edit) {
    notice(text("editOff"));
    return;
  }
  try {
    const { file } = await post("/api/keep/stories", sent);
    byId("drawing", HTMLIFrameElement).contentWindow?.location.reload();
    notice(text("keptStories", { file }));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    complain(error);
  }
}

window.addEventListener("message", (event) => {
  if (event.origin === location.origin && event.data?.keep) keepStories(event.data.keep);
});
onWay("views", async () => {
  try {
    builds = await get("/api/builds", {});
  } catch { /* without, nothing is compared */ }
  show();
});
onReader(show);
show();
