/* The report reads without this; it only switches language, opens what is folded, and prints. */
"use strict";
(() => {
  const root = document.documentElement, choice = document.getElementById("language");
  const wanted = new URLSearchParams(location.hash.slice(1)).get("lang");
  const show = (code) => { root.lang = code; root.dataset.lang = code; choice.value = code; };
  show(wanted === "sv" || wanted === "en" ? wanted : root.dataset.lang);
  choice.addEventListener("change", () => {
    show(choice.value);
    try { history.replaceState(null, "", "#lang=" + choice.value); } catch { /* no address of its own */ }
  });
  document.getElementById("print").addEventListener("click", () => window.print());
  // What is folded stays folded in print: the reader chooses how much goes along.
  document.getElementById("unfold").addEventListener("click", () => document.querySelectorAll("details").forEach((item) => { item.open = true; }));
})();
