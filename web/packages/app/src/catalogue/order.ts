import { type Columns, FLAG } from "./columns.ts";

/** In which order a list shows what is in a folder. */
export type Order = "name" | "changed" | "expires";

const natural = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

/** From so many rows on names are compared as plain text: a collator would take most of a second. */
const PLAIN_FROM = 8_000;

/** Which rows are below which: one look at every row, instead of one for each folder. */
export class ChildIndex {
  private readonly starts: Int32Array;
  private readonly list: Int32Array;

  constructor(columns: Columns) {
    this.starts = new Int32Array(columns.id.length + 2);
    for (const row of columns.rows.values()) add(this.starts, this.slot(columns, row) + 1, 1);
    for (let slot = 1; slot < this.starts.length; slot += 1) add(this.starts, slot, this.starts[slot - 1] ?? 0);
    const next = this.starts.slice();
    this.list = new Int32Array(columns.rows.size);
    for (const row of columns.rows.values()) {
      const slot = this.slot(columns, row);
      this.list[next[slot] ?? 0] = row;
      add(next, slot, 1);
    }
  }

  /** The rows directly below `parent` (-1: the root), in no order. */
  below(parent: number): Int32Array {
    return this.list.subarray(this.starts[parent + 1] ?? 0, this.starts[parent + 2] ?? 0);
  }

  private slot(columns: Columns, row: number): number {
    return (columns.parent[row] ?? -1) + 1;
  }
}

function add(column: Int32Array, at: number, more: number): void {
  column[at] = (column[at] ?? 0) + more;
}

/** `rows` in `order`, folders first. */
export function ordered(columns: Columns, rows: Iterable<number>, order: Order): number[] {
  const folders: number[] = [];
  const entries: number[] = [];
  for (const row of rows) (((columns.flags[row] ?? 0) & FLAG.folder) !== 0 ? folders : entries).push(row);
  byName(columns, folders);
  if (order === "name") byName(columns, entries);
  else {
    const column = order === "changed" ? columns.modified : columns.validTo;
    const key = (row: number) => column[row] || (order === "changed" ? 0 : Number.MAX_VALUE);
    entries.sort((a, b) => (order === "changed" ? key(b) - key(a) : key(a) - key(b)));
  }
  return folders.concat(entries);
}

function byName(columns: Columns, rows: number[]): void {
  if (rows.length < PLAIN_FROM) {
    rows.sort((a, b) => natural.compare(columns.title[a] ?? "", columns.title[b] ?? ""));
    return;
  }
  const keyed = rows.map((row) => ({ row, key: (columns.title[row] ?? "").toLowerCase() }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  for (const [at, { row }] of keyed.entries()) rows[at] = row;
}
