/*
 * The contract between Python and the scripts of a page. `PagePayload` mirrors the one in
 * kgraph/views/page_payload.py; tests/views/test_scripts.py holds the two to the same keys.
 */

export type Language = "sv" | "en";
export type Theme = "auto" | "light" | "dark";
export type Tab = "diagram" | "nodes" | "edges";
export type Status = "stated" | "inferred" | "disputed" | "unverified" | "outdated";
/** What became of a node or relationship since the earlier build. */
export type Difference = "same" | "added" | "removed" | "changed";
export type ShapeName = "dot" | "square" | "diamond" | "triangle" | "triangleDown" | "hexagon" | "star";

/** The same words in each language of the pages. */
export interface Words {
  sv: string;
  en: string;
}

/** A property as JSON: one value, several, or one per language. */
export type Value = string | number | boolean | null | Value[] | { [language: string]: Value };

/** What one source says about a node or relationship. */
export interface Evidence {
  /** Place in `PagePayload.sources`. */
  source: number;
  /** Where in the source, for instance a page or a paragraph. */
  locator?: string;
  paraphrase?: string;
  anchor?: string;
  quote?: string;
  confidence?: number | string;
  /** Left out by Python where it is "stated". */
  status?: Status;
}

/** What nodes and relationships have in common. */
export interface PayloadItem {
  /** Left out by Python where it is "stated". */
  status?: Status;
  properties?: Record<string, Value>;
  evidence?: Evidence[];
  /** The rule that inferred it. */
  rule?: string;
  confidence?: number | string;
  /** Only in a comparison of two builds. */
  change?: Difference;
  /** First and last day, ISO 8601; null where an end is open. */
  period?: [string | null, string | null];
  /** Whether the period is the one day of an event. */
  event?: boolean;
  /** The values of the earlier build that have changed. */
  before?: Record<string, Value>;
  /** Which property comes from which entries of `evidence`; empty where all entries say all. */
  origins?: Record<string, number[]>;
}

export interface PayloadNode extends PayloadItem {
  uri: string;
  labels: string[];
  /** The one label that the node is shown under: a key of `PagePayload.kinds`. */
  kind: string;
  name: Words;
  aliases?: string[];
  /** Places in `PagePayload.findings`. */
  findings?: number[];
}

export interface PayloadEdge extends PayloadItem {
  /** The IRI of the relationship. */
  key: string;
  /** Relationship type: a key of `PagePayload.types`. */
  type: string;
  /** Places in `PagePayload.nodes`. */
  from: number;
  to: number;
}

export interface Source {
  uri: string;
  name: Words;
  publisher?: Words;
  /** Date of publication, ISO 8601. */
  issued?: string;
  /** A web address, http or https. */
  link?: string;
}

/** A number per node, by which marks can be sized. */
export interface Measure {
  key: string;
  words: Words;
  /** In the order of `PagePayload.nodes`; null where undefined. */
  values: (number | null)[];
}

/** A row of the analysis about one node. */
export interface Finding {
  /** Place in `PagePayload.results`. */
  result: number;
  claim?: Words;
  interval?: [number, number];
  bounds?: [number, number];
  figure: { words: Words; value?: number | null };
}

/** What a kind of node is called and how it is drawn. */
export interface Kind {
  words: Words;
  colour: string;
  shape: ShapeName;
}

/** What the loss of a node means to those that need it, as the analysis declares it. */
export interface LossRules {
  /** By relationship type. */
  relations: Record<string, { reverse: boolean; anyOf: boolean; loss: string }>;
  /** By the value of `criticality` on a relationship; comes before the type's own. */
  byCriticality: Record<string, string>;
}

/** What the places of the nodes mean: columns of services, or years. */
export interface Guides {
  columns?: { at: number; words: Words }[];
  /** Whether labels stand beside the marks. */
  sides?: boolean;
  axis?: { ticks: { at: number; text?: string; words?: Words }[] };
  /** Whether the leftmost column is one of deciding bodies. */
  bodies?: boolean;
}

/** How much of an answer is drawn, and a digest by which other things are told from these. */
export interface DrawnThings {
  nodes: number;
  edges: number;
  digest: string;
}

/** A question whose answer is drawn. */
export interface Asked {
  query: string;
  parameters: Record<string, unknown>;
  drawn: DrawnThings;
}

/** One step of a story: a state of a view, as the address of a page says it, and a sentence. */
export interface StoryStep extends Partial<Asked> {
  view: string;
  text: Partial<Words>;
  state: Record<string, string>;
}

export interface Story {
  name: Partial<Words>;
  steps: StoryStep[];
}

/** Everything that a page knows: the content of its JSON block. */
export interface PagePayload {
  /** Name of the view; also the stem of the files that the reader saves. */
  view: string;
  /** Heading of the page. */
  title: Words;
  /** What the diagram shows, in a sentence or two. */
  meaning: Words;
  /** What the removal of a node means in this view: who loses contact, or what stops. */
  removal: "reach" | "dependency";
  /** How losses spread where `removal` is "dependency", else null. */
  rules: LossRules | null;
  /** Relationship types that are switched off until the reader wants them. */
  off: string[];
  /** Kinds that are switched off until the reader wants them. */
  later: string[];
  /** Number of the node in the middle of an ego view, else null. */
  focus: number | null;
  /** How many natural persons were left out. */
  persons: number;
  /** How many nodes were left out because a page holds no more. */
  undrawn: number;
  /** Language that the page opens in. */
  language: Language;
  /** Number of nodes above which the page opens grouped by kind. */
  limit: number;
  /** Every node of the view, ordered by IRI; its place is its number everywhere else. */
  nodes: PayloadNode[];
  /** Every relationship of the view. */
  edges: PayloadEdge[];
  /** The sources that nodes and relationships cite. */
  sources: Source[];
  /** By what the marks can be sized. */
  measures: Measure[];
  /** What the analysis found about single nodes. */
  findings: Finding[];
  /** The results that the findings belong to. */
  results: { title: Words; definition: Words }[];
  /** Words, colour and shape of each kind of node in the view. */
  kinds: Record<string, Kind>;
  /** The keys of `kinds` in the order of the legend. */
  kindOrder: string[];
  /** Words of each relationship type in the view. */
  types: Record<string, Words>;
  /** Words of each property in the view. */
  keys: Record<string, Words>;
  /** Words of each statement status. */
  statuses: Record<string, Words>;
  /** Words of each difference; empty except in a comparison. */
  changes: Partial<Record<Difference, Words>>;
  /** What the places mean; empty where they have no meaning along an axis. */
  guides: Guides;
  /** Study, build id and other facts about the build. */
  build: { study?: string; build?: string; [fact: string]: string | number | undefined };
  /** The stories of the study. */
  stories: Story[];
  /** Headings of the views that a story may have steps in, by name. */
  views: Record<string, Words>;
  /** Those of them, and pages of answers, that this page is or has beside it. */
  pages: string[];
  /** The question that the page shows the answer to. */
  asked: Asked | null;
  /** Where the other pages lie, seen from this one. */
  beside: string;
  /** The drawing as pyvis describes it; of this, the places are used. */
  network: { nodes: { id: number; x: number; y: number }[]; edges: unknown[]; options: unknown };
  /** Every sentence that the page says by itself, and the words for "no measure". */
  texts: { page: Record<Language, Record<string, string>>; measures: Record<string, Words> };
}

/* What the scripts add. */

/** Event handlers of an element, by event. */
export type Handlers = {
  [Name in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[Name]) => void;
};

/** A node or relationship with its number and a status that is never missing. */
export type Numbered<Item extends PayloadItem> = Item & { id: number; status: Status };
export type PageNode = Numbered<PayloadNode>;
/** `lane` spreads relationships between the same two nodes: 0 is straight. */
export type PageEdge = Numbered<PayloadEdge> & { lane: number };
export type PageItem = PageNode | PageEdge;

/** What the reader has chosen. Sets hold what is switched off, except `open`. */
export interface State {
  lang: Language;
  theme: Theme;
  tab: Tab;
  /** Number of the selected node or relationship; at most one of them is set. */
  node: number | null;
  edge: number | null;
  /** Key of the measure that sizes the marks, or "none". */
  size: string;
  kinds: Set<string>;
  types: Set<string>;
  statuses: Set<string>;
  sources: Set<number>;
  changes: Set<string>;
  /** First and last year shown; null where nothing in the view is dated. */
  from: number | null;
  until: number | null;
  undated: boolean;
  /** Whether nodes without a visible relationship are hidden. */
  unconnected: boolean;
  /** Kinds whose group is opened. */
  open: Set<string>;
  allOpen: boolean;
  /** Number of the node that is thought away. */
  removed: number | null;
  pathFrom: number | null;
  pathTo: number | null;
  pathDirected: boolean;
  /** Number of the node whose surroundings are shown alone, and how many steps they reach. */
  around: number | null;
  steps: number;
  /** Where the reader has put nodes, by number. */
  pins: Map<number, Point>;
  /** Number of the story that plays, and of its step. */
  story: number | null;
  step: number;
  /** Column and direction, as in "name.up"; empty for the first column. */
  sort: string;
}

/** New values for some of the state, and what they mean for the parts of the page. */
export interface StateChange extends Partial<State> {
  /** What is visible may have changed. */
  filtered?: boolean;
  /** The diagram is to be fitted into its frame again. */
  refit?: boolean;
}

/** What the reader of a page in a frame has chosen, in names that outlast the page. */
export interface FrameView {
  /** IRI of a node, or key of a relationship; empty where nothing is selected. */
  selected: string;
  /** IRI of the node that is thought away; empty where none is. */
  without: string;
  /** What is switched off, by filter; `sources` are IRIs. */
  hidden: { kinds?: string[], relationships?: string[], statuses?: string[], sources?: string[] };
  /** First and last year; null where nothing is dated. */
  period: [number, number] | null;
  /** IRIs of what is lost without it; only told. */
  lost: string[];
}

/** The model of a widget, as hosts of anywidget hand it over. */
export interface WidgetModel {
  get(name: string): any;
  set(name: string, value: unknown): void;
  save_changes(): void;
  on(event: string, listener: () => void): void;
  off(event: string, listener: () => void): void;
}

/** Fields of the state that are filters with checkboxes. */
export type FilterField = "kinds" | "types" | "statuses" | "sources" | "changes";

/** A node's number, or "group:" and the kind that a group stands for. */
export type UnitId = number | string;

export interface Point {
  x: number;
  y: number;
}

export interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** What is drawn as one mark: a node, or the group that stands for a kind. */
export interface Unit extends Point {
  id: UnitId;
  kind: string;
  label: string;
  change?: Difference;
  /** Whether it is thought away. */
  gone?: boolean;
  /** Whether it stands where the reader has put it. */
  pinned?: boolean;
  group?: boolean;
  /** Nodes in a group. */
  count?: number;
  /** Where the label stands, if not where there is room. */
  side?: "left" | "right";
}

/** What is drawn as one line: a relationship, or a bundle of them between groups. */
export interface Line {
  id: number | string;
  from: UnitId;
  to: UnitId;
  type: string;
  status: Status;
  lane: number;
  change?: Difference;
  /** Relationships in a bundle. */
  count?: number;
}

export interface Palette {
  ink: string;
  muted: string;
  line: string;
  surface: string;
  accent: string;
  warn: string;
  edge: string;
  mark: string;
  halo: string;
  countInk: string;
  countHalo: string;
  added: string;
  removed: string;
  changed: string;
  font: string;
}

/** What the painter paints. */
export interface Scene {
  units: Unit[];
  edges: Line[];
  /** Units and lines to bring out; the rest is faint when `focused`. */
  near: Set<UnitId>;
  strong: Set<number | string>;
  /** Nodes that a removal cuts off. */
  cut: Set<UnitId>;
  node: UnitId | null;
  edge: number | null;
  focused: boolean;
  moving: boolean;
  /** Whether there is too much to paint in one go. */
  crowded: boolean;
  /** The room that all units take, and the part of it to paint. */
  extent: Box;
  bounds: Box;
  scale: number;
  colours: Palette;
  radius: (unit: Pick<Unit, "id">) => number;
  /** How large a unit is by the chosen measure, however small that is on the screen, in drawing units. */
  size: (unit: Pick<Unit, "id">) => number;
  at: (id: UnitId) => Unit | undefined;
}

/** A relationship's line: a loop, or a quadratic curve with its arrowhead's place and direction. */
export type Curve =
  | { loop: true; x: number; y: number; r: number }
  | {
      loop: false;
      cx: number;
      cy: number;
      bent: boolean;
      ux: number;
      uy: number;
      tx: number;
      ty: number;
      mx: number;
      my: number;
    };

/** The part of CanvasPath that outlines are drawn with. */
export interface PathSink {
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  quadraticCurveTo(cx: number, cy: number, x: number, y: number): void;
  arc(x: number, y: number, r: number, start: number, end: number): void;
  closePath(): void;
}

/** The part of CanvasRenderingContext2D that the painter uses, so that an SVG can stand in for it. */
export interface Brush extends PathSink {
  fillStyle: string | CanvasGradient | CanvasPattern;
  strokeStyle: string | CanvasGradient | CanvasPattern;
  font: string;
  globalAlpha: number;
  lineJoin: CanvasLineJoin;
  lineWidth: number;
  textAlign: CanvasTextAlign;
  textBaseline: CanvasTextBaseline;
  beginPath(): void;
  fill(): void;
  stroke(): void;
  fillText(text: string, x: number, y: number): void;
  strokeText(text: string, x: number, y: number): void;
  measureText(text: string): { width: number };
  setLineDash(dash: number[]): void;
}

/** A column of a table, over nodes or over relationships. */
export interface Column<Item extends PageItem> {
  key: string;
  title: () => string;
  /** The value that the column is sorted by. */
  of: (item: Item) => string | number;
  /** The value in an exported file, where it is another one. */
  written?: (item: Item) => string;
  /** The node that the cell leads to. */
  node?: (item: Item) => number;
  /** Whether the cell leads to the relationship itself. */
  edge?: boolean;
  head?: boolean;
  number?: boolean;
  when?: boolean;
}
