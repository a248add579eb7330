/* Requests to the server that the page came from. */
import { text, words } from "./workbench.data.js";

/** @import { Fault } from "./workbench-types" */

/** The server refused, and says why. */
export class Refused extends Error {
  /** @param {Fault} fault */
  constructor(fault) {
    super(fault.words ? words(fault.words) : fault.message);
    this.fault = fault;
  }
}

/**
 * Return what the server answers.
 * @param {string} path
 * @param {RequestInit} [options]
 * @returns {Promise<any>}
 */
async function request(path, options = {}) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Refused({ message: text("lost"), hint: "" });
  }
  const body = await response.text();
  if (response.ok) return JSON.parse(body);
  /** @type {Fault} */
  let fault = { message: body.trim(), hint: "" };
  try {
    fault = JSON.parse(body).error;
  } catch { /* a sentence, as it is */ }
  throw new Refused(fault);
}

/**
 * Ask by GET.
 * @param {string} path
 * @param {Record<string, string>} values
 * @returns {Promise<any>}
 */
export const get = (path, values) => request(`${path}?${new URLSearchParams(values)}`);

/**
 * Ask by POST.
 * @param {string} path
 * @param {unknown} content
 * @returns {Promise<any>}
 */
export const post = (path, content) => request(path, { method: "POST", body: JSON.stringify(content) });
