/** What has the keyboard in each pane, from the left: the tree, the list, what is open. */
const PANES = [
  "nav [role='tree'], nav a[href]",
  "main section [role='listbox'], main section button:not(:disabled)",
  "[data-pane='details'] button:not(:disabled), [data-pane='details'] a[href], [data-pane='details'] input",
];

function places(): HTMLElement[] {
  return PANES.map((pane) => {
    const all = [...document.querySelectorAll<HTMLElement>(pane)];
    return all.find((one) => one.matches("[role='tree'], [role='listbox']")) ?? all[0];
  }).filter((one) => one !== undefined);
}

/** Gives the keyboard to the next pane, or the one before; what was last used in a pane does not count. */
export function nextPane(step: 1 | -1): void {
  const targets = places();
  if (targets.length === 0) return;
  const within = (pane: string) => document.activeElement?.closest(pane) !== null;
  const now = within("nav")
    ? 0
    : within("[data-pane='details']")
      ? targets.length - 1
      : within("main section")
        ? 1
        : -1;
  const to = now < 0 ? 0 : (now + step + targets.length) % targets.length;
  targets[to]?.focus();
}
