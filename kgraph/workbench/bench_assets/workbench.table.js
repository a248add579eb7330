/* The rows of an answer: sorted by a heading, filtered by what is written, a hundred at a time. */
import { button, element, say } from "./page.dom.js";
import { fold } from "./page.text.js";
import { cellContent, cellText, thingsIn } from "./workbench.cells.js";
import { reader, text } from "./workbench.data.js";
import { explain, explainRow } from "./workbench.evidence.js";

/** @import { BenchAnswer } from "./workbench-types" */

const ROWS_PER_PAGE = 100;

/** The rows of one answer, and how the reader looks at them. */
export class ResultTable {
  /** @param {BenchAnswer} answer */
  constructor(answer) {
    this.answer = answer;
    this.texts = answer.rows.map((row) => row.map(cellText));
    this.order = answer.rows.map((_, index) => index);
    this.sort = { column: -1, down: false };
    this.filter = "";
    this.first = 0;
    this.home = element("div", { class: "tablehome" });
  }

  /** @returns {number[]} the rows that pass the filter, in order */
  shown() {
    const wanted = fold(this.filter).trim();
    if (!wanted) return this.order;
    return this.order.filter((index) => this.texts[index].some((cell) => fold(cell).includes(wanted)));
  }

  /**
   * Sort by a column, the other way round the second time.
   * @param {number} column
   */
  sortBy(column) {
    const down = this.sort.column === column && !this.sort.down, sign = down ? -1 : 1;
    const { compare } = new Intl.Collator(reader.lang, { numeric: true });
    this.sort = { column, down };
    this.order = this.answer.rows.map((_, index) => index).sort((a, b) => {
      const one = this.answer.rows[a][column], other = this.answer.rows[b][column];
      if ((one === null) !== (other === null)) return one === null ? 1 : -1;
      const difference = typeof one === "number" && typeof other === "number"
        ? one - other : compare(this.texts[a][column], this.texts[b][column]);
      return sign * difference || a - b;
    });
    this.first = 0;
    this.show();
    /** @type {HTMLElement | null} */ (this.home.querySelector(`[data-column="${column}"]`))?.focus();
  }

  /** @returns {string} the rows that are shown, as cells between tabs, which spreadsheets paste */
  copied() {
    const plain = (/** @type {string} */ cell) => cell.replace(/[\t\r\n]+/g, " ");
    const line = (/** @type {string[]} */ cells) => cells.map(plain).join("\t");
    return [line(this.answer.columns), ...this.shown().map((index) => line(this.texts[index]))].join("\n");
  }

  /**
   * Return one row.
   * @param {number} index
   * @returns {HTMLElement}
   */
  row(index) {
    const cells = this.answer.rows[index], things = [...new Set(cells.flatMap(thingsIn))];
    const label = `${text("evidenceOf")}: ${this.texts[index][0] ?? ""}`;
    const on = { click: () => explainRow(things) };
    const open = { type: "button", class: "rowbutton", "aria-label": label, on };
    const evidence = element("button", open, "☰");
    return element("tr", { "data-row": index },
      element("td", { class: "rowcell" }, evidence),
      ...cells.map((cell) => element("td", { class: typeof cell === "number" ? "number" : null },
        ...cellContent(cell, (about) => explain(about)))));
  }

  /**
   * Return the heading of a column, which sorts by it.
   * @param {string} name
   * @param {number} column
   * @returns {HTMLElement}
   */
  heading(name, column) {
    const chosen = this.sort.column === column;
    const way = chosen ? this.sort.down ? "descending" : "ascending" : null;
    const sort = { type: "button", "data-column": column, on: { click: () => this.sortBy(column) } };
    return element("th", { scope: "col", "aria-sort": way }, element("button", sort, name));
  }

  /** Show the rows. */
  show() {
    const rows = this.shown(), last = Math.min(this.first + ROWS_PER_PAGE, rows.length);
    const head = element("tr", {}, element("td", { class: "rowcell" }),
      ...this.answer.columns.map((name, column) => this.heading(name, column)));
    const table = element("table", {}, element("caption", { class: "visually-hidden" }, text("answer")),
      element("thead", {}, head),
      element("tbody", {}, ...rows.slice(this.first, last).map((index) => this.row(index))));
    const region = { class: "tablebox", tabindex: 0, role: "region", "aria-label": text("answer") };
    this.home.replaceChildren(
      element("div", region, table),
      ...(rows.length > ROWS_PER_PAGE ? [this.pages(rows.length, last)] : []),
      ...(rows.length ? [] : [element("p", { class: "empty" }, text("noRows"))]));
  }

  /**
   * Return the way to other rows.
   * @param {number} count
   * @param {number} last
   * @returns {HTMLElement}
   */
  pages(count, last) {
    const turn = (/** @type {number} */ by) => () => {
      this.first += by;
      this.show();
    };
    return element("div", { class: "pages" },
      button("previous", text("previous"), turn(-ROWS_PER_PAGE), { disabled: this.first === 0 }),
      button("next", text("next"), turn(ROWS_PER_PAGE), { disabled: last >= count }),
      element("span", {}, text("rows", { a: this.first + 1, b: last, n: count })));
  }

  /**
   * Show only rows with a text in them.
   * @param {string} wanted
   */
  filterBy(wanted) {
    this.filter = wanted;
    this.first = 0;
    this.show();
    say(text("shownRows", { n: this.shown().length, m: this.order.length }));
  }
}
