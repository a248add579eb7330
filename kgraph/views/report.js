/* The report reads without this; it only switches language, prints, and opens what is folded before printing. */
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
  let opened = [];
  window.addEventListener("beforeprint", () => { opened = [...document.querySelectorAll("details:not([open])")]; opened.forEach((item) => { item.open = true; }); });
  window.addEventListener("afterprint", () => { opened.forEach((item) => { item.open = false; }); });
})();
