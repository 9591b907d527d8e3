import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown, ArrowUp } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useRef, useState } from "react";
import { usePreferences } from "../preferences/index.tsx";
import { useText } from "../text/index.ts";
import { classes } from "./classes.ts";
import styles from "./table.module.css";
import { useChosen } from "./table-keys.ts";

/** A column of a {@link Table}. */
export interface Column<Row> {
  id: string;
  label: string;
  /** A track of the grid, as `minmax(120px, 2fr)` or `90px`. */
  width: string;
  cell: (row: Row) => ReactNode;
  /** How rows are ordered by this column; absent: it does not sort. */
  order?: (a: Row, b: Row) => number;
  /** Left out where the page is narrow. */
  wide?: boolean;
}

export interface TableProps<Row> {
  /** What the table holds, for readers. */
  label: string;
  rows: Row[];
  columns: Column<Row>[];
  keyOf: (row: Row) => string;
  /** How a row is called in the name of its box to tick. */
  nameOf: (row: Row) => string;
  /** What Enter and a click do; the row that is open is `current`. */
  onOpen?: (row: Row) => void;
  current?: string | null;
  /** The keys of the rows that are ticked; absent: there is nothing to tick. */
  chosen?: ReadonlySet<string>;
  onChoose?: (chosen: ReadonlySet<string>) => void;
  /** Called when the last rows come into sight. */
  onEnd?: () => void;
  /** How many rows there are at all, where more are known of than `rows` holds. */
  total?: number;
  /** What stands there when there are no rows. */
  empty?: ReactNode;
  /** The column that sorts at first. */
  sortedBy?: string;
}

interface Sort {
  column: string;
  down: boolean;
}

/** The height of the rows, as `--row` says it. */
const HEIGHT = { dense: 30, comfortable: 36 };

/** The first and the last visible row stay clear of the head of the table. */
const HEAD = 32;

/**
 * Many rows of which only the visible ones are drawn. One tab stop: arrows move, Enter opens, Space ticks,
 * Shift with arrows ticks on, Ctrl+A ticks all, Escape unticks.
 */
export function Table<Row>(props: TableProps<Row>) {
  const { label, rows, columns, keyOf, onOpen, current, chosen, onEnd, total, empty, sortedBy } = props;
  const t = useText();
  const own = useId();
  const grid = useRef<HTMLDivElement>(null);
  const height = HEIGHT[usePreferences().preferences.density];
  const [sort, setSort] = useState<Sort | null>(sortedBy === undefined ? null : { column: sortedBy, down: false });
  const ordered = useMemo(() => sorted(rows, columns, sort), [rows, columns, sort]);
  const [active, setActive] = useState(0);
  const at = Math.min(active, ordered.length - 1);
  const ticks = useChosen({ ordered, keyOf, chosen, onChoose: props.onChoose });

  const virtual = useVirtualizer({
    count: ordered.length,
    getScrollElement: () => grid.current,
    estimateSize: () => height,
    overscan: 12,
    scrollPaddingStart: HEAD,
    scrollMargin: 0,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? -1;
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows of another height are measured anew
  useEffect(() => virtual.measure(), [height]);
  useEffect(() => {
    if (last >= 0 && last >= ordered.length - 5) onEnd?.();
  }, [last, ordered.length, onEnd]);

  function move(to: number) {
    const next = Math.max(0, Math.min(ordered.length - 1, to));
    setActive(next);
    virtual.scrollToIndex(next);
    return next;
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.target !== grid.current || ordered.length === 0) return;
    const page = Math.max(1, Math.floor(((grid.current?.clientHeight ?? 0) - HEAD) / height) - 1);
    const steps: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: ordered.length - 1,
    };
    const to = steps[event.key];
    if (to !== undefined) {
      const next = move(to);
      if (event.shiftKey) ticks.through(at, next);
    } else if (event.key === "Enter") {
      const row = ordered[at];
      if (row !== undefined) onOpen?.(row);
    } else if (event.key === " ") ticks.toggle(at);
    else if (event.key === "a" && (event.ctrlKey || event.metaKey)) ticks.all();
    else if (event.key === "Escape" && chosen !== undefined && chosen.size > 0) ticks.none();
    else return;
    event.preventDefault();
  }

  const box = chosen === undefined ? "" : "34px ";
  const tracks = {
    "--wide": box + columns.map((column) => column.width).join(" "),
    "--narrow": box + columns.map((column) => (column.wide === true ? "" : column.width)).join(" "),
  };
  if (ordered.length === 0 && empty !== undefined) return empty;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table element can not draw only the rows that are visible
    <div
      ref={grid}
      role="grid"
      aria-label={label}
      aria-rowcount={(total ?? ordered.length) + 1}
      aria-multiselectable={chosen !== undefined || undefined}
      aria-activedescendant={ordered.length > 0 ? `${own}-${at}` : undefined}
      tabIndex={0}
      className={styles.grid}
      style={tracks as React.CSSProperties}
      onKeyDown={onKeyDown}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the grid has the one tab stop and names its active row */}
      <div role="row" aria-rowindex={1} className={classes(styles.row, styles.head)}>
        {chosen !== undefined && (
          // biome-ignore lint/a11y/useSemanticElements: as above
          // biome-ignore lint/a11y/useFocusableInteractive: as above
          <span role="columnheader" className={styles.tick}>
            {/* The whole place around the box ticks it: a finger needs the room. */}
            <label>
              <input
                type="checkbox"
                tabIndex={-1}
                aria-label={t.table.tickAll}
                checked={ordered.length > 0 && chosen.size === ordered.length}
                onChange={(event) => (event.target.checked ? ticks.all() : ticks.none())}
              />
            </label>
          </span>
        )}
        {columns.map((column) => (
          <Head key={column.id} column={column} sort={sort} onSort={setSort} />
        ))}
      </div>
      <div role="presentation" className={styles.body} style={{ height: `${virtual.getTotalSize()}px` }}>
        {items.map(({ index, start }) => {
          const row = ordered[index];
          if (row === undefined) return null;
          const key = keyOf(row);
          return (
            // biome-ignore lint/a11y/useSemanticElements: as above
            // biome-ignore lint/a11y/useFocusableInteractive: as above
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the grid's
            <div
              key={key}
              id={`${own}-${index}`}
              role="row"
              aria-rowindex={index + 2}
              aria-selected={chosen === undefined ? key === current : chosen.has(key)}
              aria-current={key === current || undefined}
              data-active={index === at || undefined}
              data-opens={onOpen !== undefined || undefined}
              className={styles.row}
              style={{ transform: `translateY(${start}px)` }}
              onClick={() => {
                setActive(index);
                onOpen?.(row);
              }}
            >
              {chosen !== undefined && (
                // biome-ignore lint/a11y/useSemanticElements: as above
                // biome-ignore lint/a11y/useFocusableInteractive: as above
                // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the grid's
                <span role="gridcell" className={styles.tick} onClick={(event) => event.stopPropagation()}>
                  {/* The whole place around the box ticks it: a finger needs the room. */}
                  <label>
                    <input
                      type="checkbox"
                      tabIndex={-1}
                      aria-label={t.table.tick(props.nameOf(row))}
                      checked={chosen.has(key)}
                      onChange={() => {
                        setActive(index);
                        ticks.toggle(index);
                      }}
                    />
                  </label>
                </span>
              )}
              {columns.map((column) => (
                // biome-ignore lint/a11y/useSemanticElements: as above
                // biome-ignore lint/a11y/useFocusableInteractive: as above
                <span key={column.id} role="gridcell" className={styles.cell} data-wide={column.wide || undefined}>
                  {column.cell(row)}
                </span>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}

interface HeadProps<Row> {
  column: Column<Row>;
  sort: Sort | null;
  onSort: (sort: Sort) => void;
}

function Head<Row>({ column, sort, onSort }: HeadProps<Row>) {
  const mine = sort?.column === column.id ? sort : null;
  const way = mine === null ? undefined : mine.down ? "descending" : "ascending";
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table element can not draw only the rows that are visible
    // biome-ignore lint/a11y/useFocusableInteractive: its button is what takes the focus
    <span role="columnheader" aria-sort={way} className={styles.cell} data-wide={column.wide || undefined}>
      {column.order === undefined ? (
        column.label
      ) : (
        <button
          type="button"
          className={styles.sort}
          onClick={() => onSort({ column: column.id, down: mine !== null && !mine.down })}
        >
          {column.label}
          {mine !== null && (mine.down ? <ArrowDown aria-hidden /> : <ArrowUp aria-hidden />)}
        </button>
      )}
    </span>
  );
}

function sorted<Row>(rows: Row[], columns: Column<Row>[], sort: Sort | null): Row[] {
  const order = columns.find((column) => column.id === sort?.column)?.order;
  if (order === undefined || sort === null) return rows;
  const up = [...rows].sort(order);
  return sort.down ? up.reverse() : up;
}
