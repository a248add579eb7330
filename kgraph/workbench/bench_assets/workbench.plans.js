/* An edit before it is written: what changes in which file, what the checks say, and the saving. */
import { button, byId, element, say } from "./page.dom.js";
import { text, tongue, words } from "./workbench.data.js";
import { Refused, post } from "./workbench.server.js";

/** @import { FoundFault, Plan, Saved } from "./workbench-collect-types" */

/**
 * Show something in the place of an answer, on a phone too.
 * @param {HTMLElement} home
 */
export function bringIntoView(home) {
  const stage = byId("stage"), { top } = stage.getBoundingClientRect();
  if (top < 0 || top > innerHeight / 2) home.scrollIntoView({ block: "start" });
}

/**
 * Return a refusal as elements: the sentence, the next step, and each fault with its field.
 * @param {Refused} error
 * @returns {HTMLElement}
 */
export function refusal({ message, fault }) {
  const { problems = [], hint } = fault;
  const sentences = problems.length
    ? problems.map((each) => `${each.field ? `${each.field}: ` : ""}${each.message}`) : [message];
  return element("div", { class: "fault", role: "alert" },
    ...sentences.map((sentence) => element("p", { lang: fault.words ? null : "en" }, sentence)),
    hint && !problems.length ? element("p", { class: "small", lang: "en" }, hint) : null);
}

/**
 * Return a finding as elements.
 * @param {FoundFault} finding
 * @returns {HTMLElement}
 */
export const findingLine = (finding) => element("li", { class: `found ${finding.severity}` },
  element("strong", {}, text(finding.severity)), " ",
  finding.place ? element("span", { class: "meta" }, `${finding.place}: `) : null,
  element("span", { lang: tongue(finding.message) }, words(finding.message)));

/**
 * Return the lines of a difference, each marked by its sign as well as by colour.
 * @param {string[]} lines
 * @returns {HTMLElement}
 */
export const difference = (lines) => element("pre",
  { class: "diff", tabindex: 0, role: "region", "aria-label": text("diff") },
  ...lines.map((line) => {
    const sign = line.startsWith("+++") || line.startsWith("---") ? "file"
      : { "+": "added", "-": "removed", "@": "place" }[line[0]] ?? "";
    return element("span", { class: sign || null }, `${line}\n`);
  }));

/** An edit that is planned, looked at and saved below a form, which keeps its input all the while. */
export class Planning {
  /**
   * @param {() => Promise<Plan>} request makes the plan from what stands in the form now
   * @param {(saved: Saved) => void} done
   */
  constructor(request, done) {
    this.request = request;
    this.done = done;
    this.home = element("div", { class: "plan" });
    this.turn = 0;
    this.saving = false;
  }

  /**
   * Return a form that asks for the difference when it is sent.
   * @param {...HTMLElement} parts
   * @returns {HTMLElement}
   */
  form(...parts) {
    /** @type {(event: SubmitEvent) => void} */
    const submit = (event) => {
      event.preventDefault();
      this.plan();
    };
    return element("form", { class: "entry", on: { submit } }, ...parts,
      element("p", { class: "pair" },
        element("button", { type: "submit", class: "primary", id: "try" }, text("tryIt"))));
  }

  /**
   * Ask for the difference and show it.
   * @param {Refused} [before] why it is asked for again
   */
  async plan(before) {
    this.turn += 1;
    const mine = this.turn;
    this.home.replaceChildren(element("p", { class: "busy", role: "status" }, text("checking")));
    try {
      const plan = await this.request();
      if (mine === this.turn) this.show(plan, before);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (mine === this.turn) this.home.replaceChildren(refusal(error));
    }
  }

  /** Forget the difference: the form has changed. */
  forget() {
    this.turn += 1;
    this.home.replaceChildren();
  }

  /**
   * Show a plan, with the button that saves it.
   * @param {Plan} plan
   * @param {Refused} [before]
   */
  show(plan, before) {
    const { appeared, solved, allowed } = plan;
    this.home.replaceChildren(
      ...(before ? [refusal(before)] : []),
      element("h3", {}, text("diffOf", { file: plan.file })),
      difference(plan.lines),
      ...(solved ? [element("p", { class: "good" },
        text(solved === 1 ? "solvedOne" : "solved", { n: solved }))] : []),
      ...(appeared.length ? [element("p", {}, text(allowed ? "appeared" : "breaks")),
        element("ul", { class: "faults" }, ...appeared.slice(0, 8).map(findingLine))] : []),
      ...(allowed ? [element("p", { class: "pair" },
        button("save", text("save"), () => this.save(plan), { class: "primary" }))] : []));
    this.saving = false;
    document.getElementById("save")?.focus();
    say(text("diffOf", { file: plan.file }));
  }

  /**
   * Write the edit; if the file was changed meanwhile, show the difference to what it is now.
   * @param {Plan} plan
   */
  async save(plan) {
    if (this.saving) return;
    this.saving = true;
    try {
      const saved = await post("/api/save", { plan: plan.plan });
      this.home.replaceChildren(element("p", { class: "good", role: "status" },
        text("saved", { file: saved.file })));
      this.done(saved);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.fault.again) await this.plan(error);
      else this.home.append(refusal(error));
      this.saving = false;
    }
  }
}
