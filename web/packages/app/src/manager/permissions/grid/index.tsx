import type { Decision, Permission } from "@strongroom/client";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useLocation } from "wouter";
import { usePreferences } from "../../../preferences/index.tsx";
import { useAllText, useText } from "../../../text/index.ts";
import { type Marks, type Setting, settingOf, TOGETHER } from "../marks.ts";
import type { Reader } from "../reason.ts";
import styles from "./grid.module.css";
import { KeyLine, KeysDialog } from "./help.tsx";
import { cycled, gridKey } from "./keys.ts";
import { GridRow } from "./row.tsx";

interface GridProps {
  /** What the permissions are set on. */
  on: string;
  permissions: Permission[];
  marks: Marks;
  /** What is in effect with what is set here and not saved. */
  rights: Record<string, Decision> | undefined;
  /** What is in effect as it is saved. */
  saved: Record<string, Decision> | undefined;
  reader: Reader;
  /** Whether those that belong together are set together. */
  together: boolean;
  onSet: (permissions: Permission[], setting: Setting) => void;
}

/**
 * Permissions with what is set, what is in effect and why. One tab stop: arrows move, letters set, Shift takes a block,
 * right goes to the reasons, which Enter follows.
 */
export function Grid({ on, permissions, marks, rights, saved, reader, together, onSet }: GridProps) {
  const t = useAllText().permissionsScreen;
  const names = useText().permissions;
  const own = useId();
  const grid = useRef<HTMLDivElement>(null);
  const [, navigate] = useLocation();
  const letters = usePreferences().preferences.shortcuts;
  const [active, setActive] = useState(0);
  const [anchor, setAnchor] = useState(0);
  const [side, setSide] = useState(0);
  const [help, setHelp] = useState(false);
  const row = Math.min(active, permissions.length - 1);
  const block = [Math.min(anchor, row), Math.max(anchor, row)] as const;
  const current = permissions[row];

  useEffect(() => {
    const element = document.getElementById(`${own}-${row}`);
    if (grid.current?.contains(document.activeElement) === true) element?.scrollIntoView({ block: "nearest" });
  }, [own, row]);

  function set(setting: Setting, chosen = permissions.slice(block[0], block[1] + 1)) {
    const withOthers = together && chosen.some((one) => TOGETHER.includes(one)) ? [...chosen, ...TOGETHER] : chosen;
    onSet(
      [...new Set(withOthers)].filter((one) => permissions.includes(one)),
      setting,
    );
  }
  function go(to: number, extend: boolean) {
    const next = Math.max(0, Math.min(permissions.length - 1, to));
    setActive(next);
    if (!extend) setAnchor(next);
    setSide(0);
  }
  /** What can be done about the reason of the active row. */
  const actions = () => [
    ...(document.getElementById(`${own}-${row}`)?.querySelectorAll<HTMLElement>("[data-action]") ?? []),
  ];
  function onKeyDown(event: KeyboardEvent) {
    const key = gridKey(event, letters);
    if (key === null || current === undefined) return;
    event.preventDefault();
    switch (key.kind) {
      case "move":
        return go(row + key.by, key.extend);
      case "edge":
        return go(key.last ? permissions.length - 1 : 0, key.extend);
      case "side":
        return setSide(Math.max(0, Math.min(actions().length, side + key.by)));
      case "set":
        return set(key.setting);
      case "cycle":
        return set(cycled(settingOf(marks, current)));
      case "single":
        return setAnchor(row);
      case "help":
        return setHelp(true);
      case "open":
        actions()[Math.max(0, side - 1)]?.click();
    }
  }
  const needed = (permission: Permission) => {
    const at = permissions.indexOf(permission);
    if (at >= 0) go(at, false);
    else navigate(`/manager/databases/${reader.db}/permissions/${reader.principal}/general`);
    grid.current?.focus();
  };

  return (
    <div className={styles.around}>
      {/* biome-ignore lint/a11y/useSemanticElements: a table element has no cells with states of their own */}
      <div
        ref={grid}
        role="grid"
        aria-label={t.gridAt(on)}
        aria-multiselectable
        aria-rowcount={permissions.length + 1}
        aria-activedescendant={`${own}-${row}-${side === 0 ? "set" : "why"}`}
        aria-describedby={`${own}-help`}
        tabIndex={0}
        className={styles.grid}
        onKeyDown={onKeyDown}
      >
        {/* biome-ignore lint/a11y/useSemanticElements: as above */}
        {/* biome-ignore lint/a11y/useFocusableInteractive: the grid has the one tab stop */}
        <div role="row" aria-rowindex={1} className={styles.head}>
          {[t.columnPermission, t.columnSet, t.columnEffect, t.columnWhy].map((label) => (
            // biome-ignore lint/a11y/useSemanticElements: as above
            // biome-ignore lint/a11y/useFocusableInteractive: as above
            <span key={label} role="columnheader">
              {label}
            </span>
          ))}
        </div>
        {permissions.map((permission, index) => (
          <GridRow
            key={permission}
            id={`${own}-${index}`}
            index={index}
            permission={permission}
            marks={marks}
            decision={rights?.[permission]}
            before={saved?.[permission]}
            reader={reader}
            linked={together && TOGETHER.includes(permission)}
            active={index === row}
            side={index === row ? side : 0}
            chosen={index >= block[0] && index <= block[1]}
            onSet={(setting) => {
              go(index, false);
              set(setting, [permission]);
            }}
            onAllowToo={(other) => onSet([other], "allow")}
            onNeeded={needed}
            onPoint={() => go(index, false)}
          />
        ))}
      </div>
      <p id={`${own}-help`} className={styles.explained}>
        {current !== undefined && (
          <>
            <b>{names.names[current]}</b> {names.explained[current]}
          </>
        )}
      </p>
      <div className={styles.foot}>
        {permissions.some((permission) => marks[permission] === "deny") && (
          <p className={styles.deny} role="note">
            {t.denyNote}
          </p>
        )}
        <KeyLine letters={letters} onHelp={() => setHelp(true)} />
      </div>
      <KeysDialog open={help} onClose={() => setHelp(false)} letters={letters} />
    </div>
  );
}
