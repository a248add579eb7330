/* Elements: found, made and filled. Text is always set as text, never parsed as HTML. */

/** @import { Handlers } from "./types" */

/**
 * What an element may hold; nothing comes of null, undefined and false.
 * @typedef {Node | string | null | undefined | false} Child
 */
/**
 * Attributes by name; `on` has the event handlers. Nothing comes of null, undefined and false.
 * @typedef {Record<string, unknown> & { on?: Handlers, class?: string | null }} Attributes
 */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Return the element of the template with that id.
 * @template {HTMLElement} [Type=HTMLElement]
 * @param {string} id
 * @param {new () => Type} [type] its class, where it is more than an HTMLElement
 * @returns {Type}
 */
export function byId(id, type) {
  const item = document.getElementById(id);
  if (!(item instanceof (type ?? HTMLElement))) throw new Error(`the page has no element ${id} of that kind`);
  return /** @type {Type} */ (item);
}

/**
 * Let `act` see each element of the template that has an attribute.
 * @param {string} attribute
 * @param {(item: HTMLElement, value: string) => void} act
 */
export function eachWith(attribute, act) {
  document.querySelectorAll(`[data-${attribute}]`).forEach((item) => {
    if (item instanceof HTMLElement) act(item, item.dataset[attribute] ?? "");
  });
}

/**
 * Write the words of the template: as texts, as labels and as placeholders.
 * @param {(key: string) => string} text
 */
export function writeWords(text) {
  eachWith("t", (item, key) => { item.textContent = text(key); });
  eachWith("label", (item, key) => { item.setAttribute("aria-label", text(key)); });
  eachWith("placeholder", (item, key) => { item.setAttribute("placeholder", text(key)); });
}

/**
 * Make an element.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} [attributes]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes = {}, ...children) {
  const item = document.createElement(tag);
  Object.entries(attributes).forEach(([key, value]) => {
    if (value === null || value === undefined || value === false) return;
    if (key === "on") {
      Object.entries(/** @type {Record<string, EventListener>} */ (value))
        .forEach(([event, handler]) => { item.addEventListener(event, handler); });
    } else if (key === "class") item.className = String(value);
    else item.setAttribute(key, value === true ? "" : String(value));
  });
  item.append(...present(children));
  return item;
}

/**
 * Make an SVG element.
 * @param {string} tag
 * @param {Record<string, string | number | null>} attributes those that are null are left out
 * @param {...Child} children
 * @returns {SVGElement}
 */
export function svgElement(tag, attributes, ...children) {
  const item = /** @type {SVGElement} */ (document.createElementNS(SVG, tag));
  Object.entries(attributes).forEach(([key, value]) => {
    if (value !== null) item.setAttribute(key, String(value));
  });
  item.append(...present(children));
  return item;
}

/**
 * Return the list without null, undefined and false.
 * @template Item
 * @param {(Item | null | undefined | false)[]} list
 * @returns {Item[]}
 */
export function present(list) {
  return /** @type {Item[]} */ (list.filter((item) => item !== null && item !== undefined && item !== false));
}

/**
 * Make a button that reads as text.
 * @param {string} label
 * @param {() => void} act
 * @param {Attributes} [attributes]
 * @returns {HTMLButtonElement}
 */
export function textButton(label, act, attributes = {}) {
  return element("button", { type: "button", class: "text", on: { click: act }, ...attributes }, label);
}

/**
 * Make a button.
 * @param {string} id
 * @param {string} label
 * @param {() => void} act
 * @param {Attributes} [attributes]
 * @returns {HTMLButtonElement}
 */
export function button(id, label, act, attributes = {}) {
  return element("button", { type: "button", id, on: { click: act }, ...attributes }, label);
}

/**
 * Say a sentence to assistive technology.
 * @param {string} sentence
 */
export function say(sentence) {
  byId("said").textContent = sentence;
}

/**
 * Return a link where `address` is one of the web, else the label as text.
 * @param {string} address
 * @param {string} label
 * @returns {Node}
 */
export function link(address, label) {
  let parsed = null;
  try { parsed = new URL(address); } catch { /* not an address at all */ }
  const web = parsed?.protocol === "http:" || parsed?.protocol === "https:";
  if (!parsed || !web) return document.createTextNode(label);
  return element("a", { href: parsed.href, target: "_blank", rel: "noopener noreferrer" }, label);
}

/**
 * Let the reader save a file.
 * @param {string} file
 * @param {Blob} content
 */
export function saveFile(file, content) {
  const address = URL.createObjectURL(content);
  const anchor = element("a", { href: address, download: file });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}
