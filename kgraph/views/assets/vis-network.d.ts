/* The part of vis-network that the pages use; the library stands before the scripts and is one global. */

declare namespace vis {
  interface Point {
    x: number;
    y: number;
  }

  interface Item extends Point {
    id: number | string;
  }

  class DataSet<T extends { id: number | string }> {
    getIds(): (number | string)[];
    clear(): void;
    remove(ids: (number | string)[]): void;
    update(items: T[]): void;
  }

  interface PointerEvent {
    nodes: (number | string)[];
    pointer: { canvas: Point };
  }

  class Network {
    constructor(
      container: HTMLElement,
      data: { nodes: DataSet<Item>; edges: DataSet<{ id: number | string }> },
      options: object,
    );
    getScale(): number;
    getViewPosition(): Point;
    getPosition(id: number | string): Point;
    DOMtoCanvas(point: Point): Point;
    moveTo(options: { position?: Point; scale?: number; animation: false }): void;
    redraw(): void;
    on(event: "beforeDrawing", listener: (ctx: CanvasRenderingContext2D) => void): void;
    on(event: "click" | "dragging" | "dragEnd", listener: (event: PointerEvent) => void): void;
    on(event: "zoom", listener: () => void): void;
  }
}
