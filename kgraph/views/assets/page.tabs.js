/* Tabs: which is open, and the arrow keys between them. */

/**
 * Let tabs be opened by click and by arrow keys.
 * @param {HTMLElement[]} tabs
 * @param {(tab: HTMLElement) => void} open
 */
export function tabKeys(tabs, open) {
  tabs.forEach((tab, index) => {
    tab.addEventListener("click", () => open(tab));
    tab.addEventListener("keydown", (event) => {
      const way = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
      if (!way) return;
      const next = tabs[(index + way + tabs.length) % tabs.length];
      open(next);
      next.focus();
      event.preventDefault();
    });
  });
}

/**
 * Show which tab is open.
 * @param {HTMLElement[]} tabs
 * @param {(tab: HTMLElement) => boolean} isOpen
 */
export function markTabs(tabs, isOpen) {
  tabs.forEach((tab) => {
    const on = isOpen(tab);
    tab.setAttribute("aria-selected", String(on));
    tab.tabIndex = on ? 0 : -1;
  });
}
