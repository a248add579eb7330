/* The report can be read without this: it switches language, unfolds what is folded, and prints. */

const root = document.documentElement;
const choice = /** @type {HTMLSelectElement} */ (document.getElementById("language"));
const wanted = new URLSearchParams(location.hash.slice(1)).get("lang");

/**
 * Show the report in a language.
 * @param {string} code
 */
function show(code) {
  root.lang = code;
  root.dataset.lang = code;
  choice.value = code;
}

show(wanted === "sv" || wanted === "en" ? wanted : root.dataset.lang ?? "sv");
choice.addEventListener("change", () => {
  show(choice.value);
  try { history.replaceState(null, "", `#lang=${choice.value}`); } catch { /* no address of its own */ }
});
document.getElementById("print")?.addEventListener("click", () => window.print());
// What is folded stays folded in print: the reader chooses how much to take along.
document.getElementById("unfold")?.addEventListener("click", () => {
  document.querySelectorAll("details").forEach((item) => { item.open = true; });
});
