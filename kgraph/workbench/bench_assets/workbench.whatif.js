/* What if something were gone: which nodes, in which network. */
import { byId, element } from "./page.dom.js";
import { ask } from "./workbench.ask.js";
import { chooser } from "./workbench.choosers.js";
import { data, nameOf, onReader, text, words } from "./workbench.data.js";
import { acts } from "./workbench.evidence.js";
import { openWay } from "./workbench.ways.js";

/** @import { Thing } from "./workbench-types" */

const home = byId("asks-whatif");
/** @type {Thing[]} */
let away = [];
let network = data.networks.find((each) => each.dependency)?.name ?? data.networks[0]?.name ?? "";

/**
 * Choose what is thought away.
 * @param {Thing[]} things
 * @param {string} [inNetwork]
 */
export function chooseAway(things, inNetwork = network) {
  away = things;
  network = inNetwork;
  show();
}

/**
 * Add a node to those that are thought away.
 * @param {Thing} thing
 */
function add(thing) {
  if (!away.some((each) => each.node === thing.node)) chooseAway([...away, thing]);
}

/** Show the form. */
function show() {
  const drop = (/** @type {Thing} */ thing) => element("button", {
    type: "button", "aria-label": text("remove", { name: nameOf(thing) }),
    on: { click: () => chooseAway(away.filter((each) => each !== thing)) },
  }, "×");
  const choice = element("select", { id: "network" }, ...data.networks.map((each) => element("option",
    { value: each.name, selected: each.name === network }, words(each.title))));
  choice.addEventListener("change", () => { network = choice.value; });
  const run = () => { if (away.length) ask({ way: "whatif", without: away, network }); };
  home.replaceChildren(
    chooser("away", text("without"), add),
    away.length
      ? element("ul", { class: "away" }, ...away.map((each) => (
        element("li", {}, nameOf(each), " ", drop(each)))))
      : element("p", { class: "small" }, text("nobodyAway")),
    element("div", { class: "field" }, element("label", { for: "network" }, text("network")), choice),
    element("p", {}, element("button",
      { type: "button", class: "primary", id: "show-loss", disabled: !away.length, on: { click: run } },
      text("showLoss"))));
}

acts.without = ({ thing }) => {
  if (!thing) return;
  chooseAway([thing]);
  openWay("whatif");
  ask({ way: "whatif", without: away, network });
};
onReader(show);
show();
