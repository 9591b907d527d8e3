import type { Changes, ListedObject, Lock, Permission } from "@strongroom/client";
import { isProblem, lines } from "@strongroom/client";
import { api, server } from "../server/index.ts";
import { Columns, FLAG } from "./columns.ts";
import { ChildIndex, type Order, ordered } from "./order.ts";

/** More changes than this are read as one whole listing instead of one by one. */
const ONE_BY_ONE = 60;

/** When a listing that arrives is drawn first, in milliseconds; then each time after twice as long. */
const DRAW_AFTER = 60;

/** For so many milliseconds at a time a listing is taken in: then keys, clicks and drawing have their turn. */
const TURN = 20;

export type Phase = "loading" | "ready" | "failed";

/** Resolves when what waits for the page's thread has had its turn. */
function othersTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

/** One object, as lists and trees show it. */
export interface Item {
  row: number;
  id: string;
  title: string;
  subtitle: string;
  folder: boolean;
  stub: boolean;
  type: string;
  /** The name of its icon; empty: none. */
  icon: string;
  flags: number;
  revision: number;
}

/**
 * Everything that the person sees of one database, without secrets: read once as a stream, kept fresh by the feed of
 * changes. The events of the page are the hint to look; the feed's cursor is the truth.
 */
export class Catalogue {
  readonly database: string;
  columns = new Columns();
  phase: Phase = "loading";
  error: unknown = null;
  /** Rises with every change, for whoever draws. */
  version = 0;
  /** Rises where objects came, went or changed, and not with locks and marks: what is counted and sorted builds on it. */
  private shape = 0;
  private cursor = "";
  private readonly watchers = new Set<() => void>();
  private readonly orders = new Map<string, { shape: number; rows: number[] }>();
  private index: { shape: number; below: ChildIndex } | null = null;
  private counts: { shape: number; below: Int32Array } | null = null;
  private busy = false;
  private again = false;
  private readonly stop = new AbortController();

  constructor(database: string) {
    this.database = database;
  }

  subscribe = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => {
      this.watchers.delete(watcher);
    };
  };

  /** Reads everything anew. What was there stays to be seen until the new is whole. */
  async load(): Promise<void> {
    const first = this.columns.size === 0;
    const next = first ? this.columns : new Columns();
    try {
      const path = `/api/v1/databases/${this.database}/objects?recursive=true`;
      const headers = { accept: "application/x-ndjson" };
      const answer = await server.fetch(path, { headers, signal: this.stop.signal });
      if (answer.body === null) return;
      let sets: number[] = [];
      let cursor = "";
      let draw = performance.now() + DRAW_AFTER;
      let wait = DRAW_AFTER;
      let turn = performance.now() + TURN;
      for await (const batch of lines(answer.body)) {
        for (const line of batch as (ListedObject & { cursor?: string; rights_sets?: Permission[][] })[]) {
          if (line.rights_sets !== undefined) {
            cursor = line.cursor ?? "";
            sets = line.rights_sets.map((set) => next.rightsNumber(set));
          } else {
            next.put(line, sets[line.rights ?? -1] ?? 0);
          }
        }
        if (first && performance.now() > draw) {
          // Each drawing puts what is there by now in order: as often as it pays, and no more.
          this.changed();
          wait *= 2;
          draw = performance.now() + wait;
        }
        if (performance.now() > turn) {
          await othersTurn();
          turn = performance.now() + TURN;
        }
      }
      this.columns = next;
      this.cursor = cursor;
      this.phase = "ready";
      this.error = null;
    } catch (error) {
      if (this.stop.signal.aborted) return;
      this.error = error;
      if (first) this.phase = "failed";
    }
    this.changed();
  }

  /** Asks the feed what changed since the cursor, and takes it in; calls while one is under way are one more look. */
  async refresh(): Promise<void> {
    if (this.phase !== "ready") return;
    if (this.busy) {
      this.again = true;
      return;
    }
    this.busy = true;
    try {
      do {
        this.again = false;
        await this.take();
      } while (this.again);
    } catch {
      // The stream of events comes back with everything named, and so does this.
    } finally {
      this.busy = false;
    }
  }

  private async take(): Promise<void> {
    const params = { path: { db: this.database }, query: { since: this.cursor } };
    const answer = (await api.GET("/api/v1/databases/{db}/changes", { params, signal: this.stop.signal })).data;
    const changes = answer as Changes;
    if (changes.reset || changes.changed.length > ONE_BY_ONE) {
      await this.load();
      return;
    }
    const ids = [...changes.changed, ...changes.locks.filter((id) => !changes.changed.includes(id))];
    const fresh = await Promise.all(ids.map((id) => this.fetch(id)));
    for (const id of changes.gone) this.columns.remove(id);
    for (const object of fresh) if (object !== null) this.put(object);
    this.cursor = changes.cursor;
    if (ids.length > 0 || changes.gone.length > 0) this.changed();
  }

  private async fetch(id: string): Promise<(ListedObject & { rights: unknown }) | null> {
    try {
      const params = { path: { db: this.database, id } };
      const answer = await api.GET("/api/v1/databases/{db}/objects/{id}", { params, signal: this.stop.signal });
      return answer.data as unknown as ListedObject & { rights: unknown };
    } catch (error) {
      // What is gone by now is told as gone; whatever else went wrong is tried again from the same cursor.
      if (isProblem(error, "not_found")) return null;
      throw error;
    }
  }

  /** Takes in an object as `GET .../objects/{id}` answers it. */
  put(object: Omit<ListedObject, "rights"> & { rights: unknown }): void {
    const set = Array.isArray(object.rights) ? (object.rights as Permission[]) : [];
    this.columns.put({ ...object, rights: null } as ListedObject, this.columns.rightsNumber(set));
  }

  /** What a save answered is seen at once, before the feed tells of it. */
  took(object: Omit<ListedObject, "rights"> & { rights: unknown }): void {
    this.put(object);
    this.changed();
  }

  lock(id: string, lock: Lock | null): void {
    const row = this.columns.rows.get(id);
    if (row === undefined) return;
    if (lock === null) this.columns.locks.delete(row);
    else this.columns.locks.set(row, lock);
    this.changed(false);
  }

  favourite(id: string, on: boolean): void {
    const row = this.columns.rows.get(id);
    if (row === undefined) return;
    const before = this.columns.flags[row] ?? 0;
    this.columns.flags[row] = on ? before | FLAG.favourite : before & ~FLAG.favourite;
    this.changed(false);
  }

  row(id: string | null): number {
    return id === null ? -1 : (this.columns.rows.get(id) ?? -1);
  }

  item(row: number): Item {
    const { columns } = this;
    const flags = columns.flags[row] ?? 0;
    return {
      row,
      id: columns.id[row] ?? "",
      title: columns.title[row] ?? "",
      subtitle: columns.subtitle[row] ?? "",
      folder: (flags & FLAG.folder) !== 0,
      stub: (flags & FLAG.stub) !== 0,
      type: columns.types.list[columns.type[row] ?? 0] ?? "",
      icon: columns.icons.list[columns.icon[row] ?? 0] ?? "",
      flags,
      revision: columns.revision[row] ?? 0,
    };
  }

  /** What the person may do with an object. */
  rights(row: number): Permission[] {
    return this.columns.rightsSets[this.columns.rights[row] ?? 0] ?? [];
  }

  /** The rows directly below `parent` (-1: the root), folders first, in `order`. */
  children(parent: number, order: Order): number[] {
    const key = `${parent} ${order}`;
    const known = this.orders.get(key);
    if (known?.shape === this.shape) return known.rows;
    if (this.index?.shape !== this.shape) {
      this.index = { shape: this.shape, below: new ChildIndex(this.columns) };
    }
    const rows = ordered(this.columns, this.index.below.below(parent), order);
    this.orders.set(key, { shape: this.shape, rows });
    return rows;
  }

  /** How many entries are below each folder, its own and those of its folders. */
  entriesBelow(row: number): number {
    if (this.counts?.shape !== this.shape) this.counts = { shape: this.shape, below: this.count() };
    return this.counts.below[row + 1] ?? 0;
  }

  private count(): Int32Array {
    const { columns } = this;
    const below = new Int32Array(columns.id.length + 1);
    for (const row of columns.rows.values()) {
      if (((columns.flags[row] ?? 0) & FLAG.folder) !== 0) continue;
      for (let at = columns.parent[row] ?? -1, depth = 0; depth < 70; depth += 1) {
        below[at + 1] = (below[at + 1] ?? 0) + 1;
        if (at < 0) break;
        at = columns.parent[at] ?? -1;
      }
    }
    return below;
  }

  /** The rows from the root down to `row`, itself included. */
  path(row: number): number[] {
    const path: number[] = [];
    for (let at = row; at >= 0 && path.length < 70; at = this.columns.parent[at] ?? -1) path.unshift(at);
    return path;
  }

  dispose(): void {
    this.stop.abort();
    this.watchers.clear();
  }

  private changed(shape = true): void {
    this.version += 1;
    if (shape) this.shape += 1;
    if (this.orders.size > 200) this.orders.clear();
    for (const watcher of this.watchers) watcher();
  }
}
