import { useRef } from "react";
import { Dialog } from "../design/dialog.tsx";
import { usePreferences } from "../preferences/index.tsx";
import { useText } from "../text/index.ts";
import styles from "./keys.module.css";

/** Every key there is, by where it works. */
const GROUPS = {
  everywhere: ["search", "map", "pane", "newEntry", "lock", "back"],
  list: [
    "move",
    "range",
    "one",
    "all",
    "open",
    "password",
    "user",
    "address",
    "code",
    "edit",
    "rename",
    "delete",
    "cut",
    "paste",
    "menu",
  ],
  tree: ["treeMove", "treeOpen", "rename", "delete", "paste", "menu"],
  details: ["edit", "password", "user", "address", "code", "reveal", "rename", "delete"],
  dialogs: ["close", "go"],
} as const;

/** The keys that act, as they stand on a keyboard. */
const KEYS: Record<string, string[]> = {
  search: ["Ctrl K", "/"],
  map: ["?"],
  pane: ["F6", "Shift F6"],
  newEntry: ["Alt N"],
  lock: ["Alt L"],
  back: ["Alt ←"],
  move: ["↑", "↓", "Page ↑", "Page ↓", "Home", "End"],
  range: ["Shift ↑", "Shift ↓"],
  one: ["Space"],
  all: ["Ctrl A"],
  open: ["Enter"],
  password: ["Ctrl C"],
  user: ["Ctrl B"],
  address: ["Alt O"],
  code: ["Alt T"],
  edit: ["E"],
  rename: ["F2"],
  delete: ["Del"],
  cut: ["Ctrl X"],
  paste: ["Ctrl V"],
  menu: ["Menu", "Shift F10"],
  treeMove: ["↑", "↓", "a–z"],
  treeOpen: ["→", "←"],
  reveal: ["Space"],
  close: ["Esc"],
  go: ["Enter"],
};

/** The key map. */
export function KeyMap({ onClose }: { onClose: () => void }) {
  const t = useText();
  const { preferences } = usePreferences();
  const groups = useRef<HTMLDivElement>(null);
  return (
    <Dialog
      open
      size="large"
      title={t.keys.title}
      text={preferences.shortcuts ? t.keys.single : t.keys.singleOff}
      onClose={onClose}
      // The arrows scroll at once.
      initialFocus={() => groups.current}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
      <div ref={groups} className={styles.groups} tabIndex={0}>
        {Object.entries(GROUPS).map(([group, names]) => (
          <section key={group}>
            <h3>{t.keys.groups[group as keyof typeof GROUPS]}</h3>
            <dl>
              {names.map((name) => (
                <div key={name}>
                  <dt>
                    {(KEYS[name] ?? []).map((keys) => (
                      <kbd key={keys}>{t.keys.named(keys)}</kbd>
                    ))}
                  </dt>
                  <dd>{t.keys.acts[name]}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
