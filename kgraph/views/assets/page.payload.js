/* The data of the page, read once from its JSON block. */

/** @import { PagePayload } from "./types" */

/**
 * Let the browser take a turn: paint, and answer the reader.
 * @returns {Promise<void>}
 */
const turn = () => new Promise((resolve) => { setTimeout(resolve, 0); });

// Library, data and page each get a turn of their own, so that a large page answers while it opens.
await turn();
/** @type {PagePayload} */
export const data = JSON.parse(document.getElementById("data")?.textContent ?? "");
await turn();
