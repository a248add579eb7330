/* A page in a frame of the workbench: what is selected in it is told to the page around it. */
import { edges, nodes, onChange, state } from "./page.state.js";

if (document.documentElement.dataset.embedded !== undefined && window.parent !== window) {
  onChange((change) => {
    if (change.node === undefined && change.edge === undefined) return;
    const { node, edge } = state;
    const about = node !== null ? nodes[node].uri : edge !== null ? edges[edge].key : "";
    window.parent.postMessage({ about }, location.origin);
  });
}
