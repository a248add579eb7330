/* Requests to the server that the page came from. */
import { data, words } from "./workbench.data.js";

/** @import { Fault } from "./workbench-types" */

/** The server refused, and says why. */
export class Refused extends Error {
  /** @param {Fault} fault */
  constructor(fault) {
    super(fault.words ? words(fault.words) : fault.message);
    this.fault = fault;
  }
}

/** @returns {Refused} */
function lost() {
  const { sv, en } = data.texts, key = "lost";
  return new Refused({ message: "", hint: "", words: { sv: sv[key] ?? "", en: en[key] ?? "" } });
}

/**
 * Return the answer of the server, which is no refusal.
 * @param {string} path
 * @param {RequestInit} [options]
 * @returns {Promise<Response>}
 */
async function request(path, options = {}) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw lost();
  }
  if (response.ok) return response;
  const body = await response.text();
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
export const get = async (path, values) => (await request(`${path}?${new URLSearchParams(values)}`)).json();

/**
 * Ask by POST.
 * @param {string} path
 * @param {unknown} content
 * @returns {Promise<any>}
 */
export const post = async (path, content) => (
  await request(path, { method: "POST", body: JSON.stringify(content) })).json();

/**
 * Ask by POST, and take in each line of the answer as it comes.
 * @param {string} path
 * @param {(line: any) => void} take
 */
export async function stream(path, take) {
  const response = await request(path, { method: "POST", body: "{}" });
  const reading = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const part = await reading?.read().catch(() => {
      throw lost();
    });
    if (!part || part.done) return;
    const lines = (rest + part.value).split("\n");
    rest = lines.pop() ?? "";
    lines.forEach((line) => { take(JSON.parse(line)); });
  }
}
