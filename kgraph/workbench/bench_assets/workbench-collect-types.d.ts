/*
 * What the server answers about the study's own files. In kgraph/workbench, edit_routes.py writes it.
 */
import type { Words } from "../../views/assets/types";

/** A text by language tag; `und` where it has no language. */
export type Texts = Record<string, string>;

export interface Place {
  file: string;
  line?: number;
  sheet?: string;
  row?: number;
  column?: string;
}

export interface FoundFault {
  severity: "violation" | "warning" | "info";
  name: string;
  message: Texts;
  label: Texts;
  focus: string;
  value: string;
  path: string;
  /** The first place, as a person reads it, and its parts. */
  place: string;
  at: Place | null;
  /** What mends it, if something does: the row of a table, or the lines of a file. */
  form: "row" | "lines" | null;
}

export interface SideStatement {
  words: Texts;
  towards: boolean;
  value: Texts;
  /** Of a text. */
  language: string;
  /** Title and place of each source. */
  sources: [Texts, string][];
}

export interface PairSide {
  iri: string;
  label: Texts;
  classes: Texts[];
  place: string;
  statements: SideStatement[];
}

export interface OpenPair {
  reason: Texts;
  sides: [PairSide, PairSide];
}

export interface LastEdit {
  file: string;
  lines: string[];
}

export interface Collected {
  readable: boolean;
  findings: FoundFault[];
  pairs: OpenPair[];
  last: LastEdit | null;
}

export interface Plan {
  plan: string;
  file: string;
  lines: string[];
  appeared: FoundFault[];
  solved: number;
  allowed: boolean;
}

export interface Saved {
  file: string;
  last: LastEdit | null;
}

export interface RowCell {
  column: number;
  heading: string;
  value: string;
  help: string;
  choices: string[];
}

export interface RowForm {
  file: string;
  sheet: string;
  row: number;
  column: number | null;
  cells: RowCell[];
}

export interface LinesForm {
  file: string;
  /** Number of the first line that can be changed, and of the line that is meant. */
  first: number;
  line: number;
  /** What can be changed, and the lines around it. */
  text: string;
  before: string[];
  after: string[];
}

export interface EntryField {
  key: string;
  kind: "text" | "date" | "choice" | "source" | "thing";
  label: string;
  help: string;
  required: boolean;
  choices: [string, string][];
  /** Labels of the nodes that it takes. */
  kinds: string[];
}

export interface EntryForm {
  name: string;
  label: string;
  help: string;
  fields: EntryField[];
}

export interface EntryClass {
  name: string;
  words: Texts;
  relation: boolean;
}

export interface RebuildLine {
  step?: Words;
  done?: number;
  total?: number | null;
  built?: string;
  error?: { message: string; hint: string };
}
