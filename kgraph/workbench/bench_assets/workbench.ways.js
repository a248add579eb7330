/* The ways to ask: which of them is open. */
import { byId } from "./page.dom.js";
import { markTabs, tabKeys } from "./page.tabs.js";

/** @type {HTMLElement[]} */
const tabs = [...document.querySelectorAll("[data-way]")].filter((tab) => tab instanceof HTMLElement);

/** @type {Record<string, () => void>} */
const opened = {};

/**
 * Call `act` whenever a way is opened.
 * @param {string} way
 * @param {() => void} act
 */
export function onWay(way, act) {
  opened[way] = act;
}

/**
 * Open a way to ask.
 * @param {string} way
 */
export function openWay(way) {
  markTabs(tabs, (tab) => tab.dataset.way === way);
  tabs.forEach((tab) => { byId(`asks-${tab.dataset.way}`).hidden = tab.dataset.way !== way; });
  opened[way]?.();
}
tabKeys(tabs, (tab) => openWay(tab.dataset.way ?? ""));
