/* The years played: the end of the period goes on year by year, and a line says how much is shown by then. */
import { button, element, say } from "./page.dom.js";
import { onChange, span, state, update, visible } from "./page.state.js";
import { text } from "./page.words.js";

/** Milliseconds that a year is shown. */
const PACE = 1200;
const still = matchMedia("(prefers-reduced-motion: reduce)");
/** The clock of what plays; 0 while nothing does. */
let timer = 0;

/** @returns {string} the year, and how many relationships are shown by then */
const shown = () => text("yearShown", { year: state.until, m: visible.m });

/** Stop where it is. */
function stop() {
  clearInterval(timer);
  timer = 0;
  dress();
}

/** Go a year on; from the last one, to the first. */
function step() {
  if (!span) return;
  const until = state.until === null || state.until >= span[1] ? span[0] : state.until + 1;
  update({ until, from: Math.min(until, state.from ?? until), filtered: true });
  say(shown());
  if (timer && until === span[1]) stop();
}

/** Play, or stop; whoever wants no motion goes on year by year instead. */
function play() {
  if (timer) {
    stop();
    return;
  }
  if (!still.matches) timer = window.setInterval(step, PACE);
  step();
  dress();
}

/** Let button and line say what is so now. */
function dress() {
  const press = document.getElementById("play-years"), line = document.getElementById("year-shown");
  if (press) press.textContent = text(timer ? "yearsStop" : still.matches ? "yearsOn" : "yearsPlay");
  if (line) line.textContent = shown();
}

/**
 * Return the button that plays the years, with its line; Escape stops them.
 * @returns {HTMLElement}
 */
export function yearPlayer() {
  const press = button("play-years", text(still.matches ? "yearsOn" : "yearsPlay"), play);
  press.addEventListener("keydown", ({ key }) => { if (key === "Escape" && timer) stop(); });
  return element("p", { class: "small" }, press, " ", element("span", { id: "year-shown" }, shown()));
}

onChange((change) => { if (change.filtered || "lang" in change) dress(); });
