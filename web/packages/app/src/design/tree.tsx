import { useVirtualizer } from "@tanstack/react-virtual";
import { ChevronRight } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from "react";
import { usePreferences } from "../preferences/index.tsx";
import { classes } from "./classes.ts";
import styles from "./tree.module.css";

/** One visible line of a tree. */
export interface TreeRow {
  id: string;
  /** From 1. */
  level: number;
  label: string;
  /** Whether it can be opened, and is. */
  open: boolean | null;
  /** Its place among its siblings, from 1, and how many those are. */
  place: number;
  of: number;
}

interface TreeProps<R extends TreeRow> {
  label: string;
  rows: R[];
  active: string | null;
  onActive: (row: R) => void;
  onToggle: (row: R, open: boolean) => void;
  /** Enter on a row. */
  onEnter?: (row: R) => void;
  /** What stands in a row after its arrow. */
  children: (row: R) => ReactNode;
  /** More of a row: its classes, what may be dropped on it. */
  rowProps?: (row: R) => Record<string, unknown>;
}

/** The height of the rows, as `--row` says it. */
const HEIGHT = { dense: 30, comfortable: 36 };

/** A tree of any size: only what is on the screen is on the page. One tab stop; arrows move, open and close. */
export function VirtualTree<R extends TreeRow>(props: TreeProps<R>) {
  const { label, rows, active, onActive, onToggle, onEnter, children, rowProps } = props;
  const rowHeight = HEIGHT[usePreferences().preferences.density];
  const scroller = useRef<HTMLDivElement>(null);
  const base = useId();
  const typed = useRef({ text: "", at: 0 });
  const at = rows.findIndex((row) => row.id === active);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another height of rows is another measure
  useEffect(() => virtual.measure(), [rowHeight, virtual]);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at);
  }, [at, virtual]);

  function move(to: number) {
    const row = rows[Math.max(0, Math.min(rows.length - 1, to))];
    if (row !== undefined) onActive(row);
  }

  function find(key: string) {
    const now = performance.now();
    const text = now - typed.current.at < 700 ? typed.current.text + key : key;
    typed.current = { text, at: now };
    const wanted = text.toLocaleLowerCase();
    const from = text.length > 1 ? at : at + 1;
    for (let step = 0; step < rows.length; step += 1) {
      const index = (from + step) % rows.length;
      if (rows[index]?.label.toLocaleLowerCase().startsWith(wanted) === true) return move(index);
    }
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = rows[at];
    if (event.key === "ArrowDown") move(at + 1);
    else if (event.key === "ArrowUp") move(at - 1);
    else if (event.key === "Home") move(0);
    else if (event.key === "End") move(rows.length - 1);
    else if (event.key === "ArrowRight" && row !== undefined) {
      if (row.open === false) onToggle(row, true);
      else if (row.open === true) move(at + 1);
    } else if (event.key === "ArrowLeft" && row !== undefined) {
      if (row.open === true) onToggle(row, false);
      else move(rows.findLastIndex((other, index) => index < at && other.level < row.level));
    } else if ((event.key === "Enter" || event.key === " ") && row !== undefined) onEnter?.(row);
    else if (event.key.length === 1) find(event.key);
    else return;
    event.preventDefault();
  }

  return (
    <div ref={scroller} className={styles.scroller}>
      <div
        role="tree"
        aria-label={label}
        tabIndex={0}
        className={styles.tree}
        style={{ height: virtual.getTotalSize() }}
        aria-activedescendant={at >= 0 ? `${base}-${rows[at]?.id}` : undefined}
        onKeyDown={onKeyDown}
        onFocus={() => at < 0 && rows.length > 0 && move(0)}
      >
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          const { className, ...more } = rowProps?.(row) ?? {};
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the tree has the keyboard; its rows are never focused
            // biome-ignore lint/a11y/useFocusableInteractive: the tree has the keyboard; its rows are never focused
            <div
              key={row.id}
              id={`${base}-${row.id}`}
              role="treeitem"
              aria-level={row.level}
              aria-setsize={row.of}
              aria-posinset={row.place}
              aria-expanded={row.open ?? undefined}
              aria-selected={row.id === active}
              className={classes(styles.row, row.id === active && styles.on, className as string | undefined)}
              style={{ height: rowHeight, transform: `translateY(${item.start}px)` }}
              onClick={() => onActive(row)}
              {...more}
            >
              <span className={styles.indent} style={{ width: (row.level - 1) * 14 }} />
              {row.open === null ? (
                <span className={styles.gap} />
              ) : (
                // biome-ignore lint/a11y/noStaticElementInteractions: for pointers; keys open with the arrows
                // biome-ignore lint/a11y/useKeyWithClickEvents: for pointers; keys open with the arrows
                <span
                  className={styles.arrow}
                  data-open={row.open}
                  onClick={(event) => {
                    event.stopPropagation();
                    onToggle(row, row.open === false);
                  }}
                >
                  <ChevronRight aria-hidden />
                </span>
              )}
              {children(row)}
            </div>
          );
        })}
      </div>
    </div>
  );
}
