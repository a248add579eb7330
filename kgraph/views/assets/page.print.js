/* In print, the diagram is a drawing of lines with its legend beside it, not the pixels of the screen. */
import { byId, element } from "./page.dom.js";
import { svgPicture } from "./page.export.js";
import { pageFrame } from "./page.picture.js";

/**
 * What an A4 sheet on its side has room for inside its margins, below the heading, in CSS pixels. The notices
 * take some of it.
 */
const SHEET = { across: 1025, down: 575 };
const root = document.documentElement;

window.addEventListener("beforeprint", () => {
  const { theme } = root.dataset;
  // Paper is light; the colours of print itself hold only once the sheet is laid out.
  root.dataset.theme = "light";
  const down = SHEET.down - Math.min(byId("notices").offsetHeight, SHEET.down / 4);
  const drawing = svgPicture(pageFrame(SHEET.across, down));
  drawing.style.maxHeight = `${down}px`;
  const picture = element("div", { id: "printed" }, drawing);
  root.dataset.theme = theme;
  byId("panel-diagram").append(picture);
});
window.addEventListener("afterprint", () => document.getElementById("printed")?.remove());
