import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type MouseEvent, type ReactNode, useEffect, useId, useRef } from "react";
import { classes } from "../../design/classes.ts";
import { usePreferences } from "../../preferences/index.tsx";
import { useText } from "../../text/index.ts";
import { dragSource } from "../drag.ts";
import styles from "./list.module.css";
import { RowContent } from "./row.tsx";
import type { Shown, Source } from "./source.ts";

interface Props {
  label: string;
  source: Source;
  active: string | null;
  chosen: ReadonlySet<string>;
  /** `passing`: by a key, which may be one of many. */
  onActive: (shown: Shown, passing: boolean) => void;
  onChoose: (chosen: ReadonlySet<string>) => void;
  /** Enter, or a second click. */
  onOpen: (shown: Shown) => void;
  /** Any other key on the line that is active. Gives back whether it meant something. */
  onKey: (event: KeyboardEvent, shown: Shown | null) => boolean;
  /** Called when the end comes into sight: there may be more to fetch. */
  onEnd?: () => void;
  /** What stands in place of a list without lines. */
  empty: ReactNode;
}

function without(chosen: ReadonlySet<string>, id: string): Set<string> {
  const next = new Set(chosen);
  next.delete(id);
  return next;
}

/**
 * The list of entries: any length, one tab stop, arrows move, Shift chooses a range, Space one more, Ctrl A all.
 * The line that is active is the one that keys are meant for, and the one that the details show.
 */
export function EntryList(props: Props) {
  const { label, source, active, chosen, onActive, onChoose, onOpen, onKey, onEnd, empty } = props;
  const t = useText();
  const { preferences } = usePreferences();
  const scroller = useRef<HTMLDivElement>(null);
  const anchor = useRef<number | null>(null);
  const pressed = useRef(false);
  const base = useId();
  const at = active === null ? -1 : source.indexOf(active);
  const height = preferences.density === "dense" ? 50 : 56;
  const virtual = useVirtualizer({
    count: source.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 10,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another height of rows is another measure
  useEffect(() => virtual.measure(), [height, virtual]);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at);
  }, [at, virtual]);
  const items = virtual.getVirtualItems();
  const last = items[items.length - 1]?.index ?? -1;
  useEffect(() => {
    if (last >= source.length - 10) onEnd?.();
  }, [last, source.length, onEnd]);

  function range(from: number, to: number): Set<string> {
    const ids = new Set<string>();
    for (let index = Math.min(from, to); index <= Math.max(from, to); index += 1) {
      const shown = source.at(index);
      if (shown !== null) ids.add(shown.id);
    }
    return ids;
  }
  function toggle(id: string) {
    const next = new Set(chosen.size === 0 && active !== null && active !== id ? [active] : chosen);
    if (!next.delete(id)) next.add(id);
    onChoose(next);
  }
  function move(to: number, extend: boolean, passing = true) {
    const index = Math.max(0, Math.min(source.length - 1, to));
    const shown = source.at(index);
    if (shown === null) return;
    if (extend) {
      anchor.current ??= Math.max(at, 0);
      onChoose(range(anchor.current, index));
    } else {
      anchor.current = null;
      if (chosen.size > 0) onChoose(new Set());
    }
    onActive(shown, passing);
  }

  function onKeyDown(event: KeyboardEvent) {
    const shown = at >= 0 ? source.at(at) : null;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? height) / height) - 1);
    const command = event.ctrlKey || event.metaKey;
    const moves: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at < 0 ? source.length - 1 : at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: source.length - 1,
    };
    const to = moves[event.key];
    if (to !== undefined && !command && !event.altKey) move(to, event.shiftKey);
    else if (event.key === "a" && command) onChoose(range(0, source.length - 1));
    else if (event.key === "Escape" && chosen.size > 0) onChoose(new Set());
    else if (event.key === " " && shown !== null) toggle(shown.id);
    else if (event.key === "Enter" && shown !== null && !event.altKey) onOpen(shown);
    else if (!onKey(event, shown)) return;
    event.preventDefault();
  }
  function onClick(event: MouseEvent, index: number, shown: Shown) {
    // Pressing the sign of a line chooses it: a finger has no Ctrl key.
    const sign = event.target instanceof Element && event.target.closest("[data-choose]") !== null;
    if (event.shiftKey) move(index, true);
    else if (event.ctrlKey || event.metaKey) toggle(shown.id);
    else if (sign) onChoose(chosen.has(shown.id) ? without(chosen, shown.id) : new Set([...chosen, shown.id]));
    else move(index, false, false);
  }

  if (source.length === 0) return <div className={styles.empty}>{empty}</div>;
  return (
    <div ref={scroller} className={styles.scroller}>
      <div
        role="listbox"
        aria-label={label}
        aria-multiselectable
        tabIndex={0}
        className={styles.list}
        style={{ height: virtual.getTotalSize() }}
        aria-activedescendant={at >= 0 ? `${base}-${at}` : undefined}
        onKeyDown={onKeyDown}
        // A press says itself which line it means; whoever comes by the keyboard begins with the first.
        onPointerDown={() => {
          pressed.current = true;
        }}
        onFocus={() => at < 0 && !pressed.current && move(0, false)}
        onBlur={() => {
          pressed.current = false;
        }}
      >
        {items.map((item) => {
          const shown = source.at(item.index);
          if (shown === null) return null;
          const picked = chosen.has(shown.id);
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the keyboard; its lines are never focused
            // biome-ignore lint/a11y/useFocusableInteractive: the list has the keyboard; its lines are never focused
            <div
              key={shown.id}
              data-object={shown.id}
              id={`${base}-${item.index}`}
              role="option"
              aria-selected={picked || (chosen.size === 0 && item.index === at)}
              aria-setsize={source.length}
              aria-posinset={item.index + 1}
              aria-label={shown.folder ? t.vault.folderNamed(shown.title) : undefined}
              className={classes(styles.row, item.index === at && styles.on, picked && styles.chosen)}
              style={{ height: item.size, transform: `translateY(${item.start}px)` }}
              onClick={(event) => onClick(event, item.index, shown)}
              onDoubleClick={() => onOpen(shown)}
              {...dragSource(shown.database, () => (picked ? [...chosen] : [shown.id]))}
            >
              <RowContent shown={shown} picked={picked} />
            </div>
          );
        })}
      </div>
    </div>
  );
}
