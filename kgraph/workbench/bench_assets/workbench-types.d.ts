/*
 * The contract between the server of the workbench and the scripts of its page. In kgraph/workbench,
 * bench_page.py writes `Bench` and bench_app.py the answers.
 */
import type { Kind, Language, Words } from "../../views/assets/types";

export interface QuestionParameter {
  name: string;
  kind: "iri" | "date" | "integer" | "text";
  optional: boolean;
  default: string;
  text: Words;
}

export interface PreparedQuestion {
  name: string;
  title: Words;
  meaning: Words;
  cypher: string;
  /** Whether it is the study's own. */
  own: boolean;
  parameters: QuestionParameter[];
}

/** What the page knows when it starts. */
export interface Bench {
  language: Language;
  study: string;
  title: Words;
  build: string;
  store: Words;
  /** Whether an answer can be saved as Parquet here. */
  parquet: boolean;
  texts: Record<Language, Record<string, string>>;
  keywords: string[];
  functions: string[];
  questions: PreparedQuestion[];
  /** Headings of the views that every build writes. */
  views: Record<string, Words>;
  networks: { name: string; title: Words; dependency: boolean }[];
  kinds: Record<string, Kind>;
  types: Record<string, Words>;
  keys: Record<string, Words>;
  statuses: Record<string, Words>;
  /** Whether the study's own files may be written. */
  edit: boolean;
  /** Beginning of the IRIs of the study's own things. */
  base: string;
}

/** A node as the page names it. */
export interface Thing {
  node: string;
  name: Words;
  kind: string;
}

/** A value of a row. */
export type Cell = string | number | boolean | null | Thing | { node: string; text: string }
  | { tie: string; type: string } | { path: Cell[] } | { list: Cell[]; more: number };

export interface UnknownName {
  kind: "label" | "type" | "key";
  name: string;
  near: string[];
}

export interface BenchAnswer {
  answer: string;
  columns: string[];
  rows: Cell[][];
  truncated: boolean;
  notes: string[];
  unknown: UnknownName[];
  /** Nodes in all rows together. */
  nodes: number;
  /** Name of the drawing; null where there is nothing to draw, or too much. */
  drawing: string | null;
  seconds: number;
}

export interface Fault {
  message: string;
  hint: string;
  words?: Words;
  /** Where in the query the word stands. */
  from?: number;
  to?: number;
  /** The word that was probably meant. */
  instead?: string;
  /** What cannot be read, each with the heading that it is about. */
  problems?: { field: string; message: string }[];
  /** Whether the same may be saved after a look at the new difference. */
  again?: boolean;
}

export interface Completion {
  /** How many letters before the caret the word takes the place of. */
  back: number;
  text: string;
}

export interface Support {
  source: string;
  title: string;
  locator: string;
  paraphrase: string;
  anchor: string;
  quote: string;
  status: string;
}

export interface Explained {
  node: string;
  heading: string;
  thing: Thing | null;
  statements: { statement: string; value: string; other: string | null; evidence: Support[] }[];
  /** The value of each statement, with words for what a relationship says of itself. */
  values: Words[];
}

export interface Loss {
  title: Words;
  definition: Words;
  rows: { claim: Words; sure: Words | null; things: Thing[] }[];
  notes: Words[];
  drawing: string;
}

/** What the reader asked, as the history keeps it. */
export type Asked =
  | { way: "cypher"; cypher: string; parameters?: Record<string, string> }
  | { way: "questions"; question: string; values: Record<string, string> }
  | { way: "whatif"; without: Thing[]; network: string };
