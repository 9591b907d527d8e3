/**
 * The objects of one database, as columns. A hundred thousand of them as JavaScript objects would take several times
 * the memory; as columns they take what their strings take and some bytes each.
 */
import type { ListedObject, Lock, ObjectSeal, Permission } from "@strongroom/client";

/** Marks of an object, as bits. */
export const FLAG = {
  folder: 1,
  /** Shown only because something below it may be seen. */
  stub: 2,
  favourite: 4,
  secondPassword: 8,
  onlineOnly: 16,
  warning: 32,
  high: 64,
  low: 128,
} as const;

const FIRST = 1_024;

/** What a list says of an entry below its title: its user name and where it leads. */
export function subtitle(object: Pick<ListedObject, "fields">): string {
  const value = (name: string) => object.fields?.find((field) => field.name === name)?.value ?? "";
  const address = value("url")
    .replace(/^[a-z]+:\/\/(www\.)?/i, "")
    .replace(/[/?#].*$/, "");
  return [value("username"), address].filter((part) => part !== "").join(" · ");
}

/** Strings that many objects share, each kept once. Number 0 is the empty one. */
class Words {
  private readonly numbers = new Map<string, number>([["", 0]]);
  readonly list: string[] = [""];

  number(word: string | null | undefined): number {
    if (word == null || word === "") return 0;
    let number = this.numbers.get(word);
    if (number === undefined) {
      number = this.list.push(word) - 1;
      this.numbers.set(word, number);
    }
    return number;
  }
}

/** Columns that grow; rows that were taken out are used again. */
export class Columns {
  readonly rows = new Map<string, number>();
  id: string[] = [];
  title: string[] = [];
  subtitle: string[] = [];
  parent = new Int32Array(FIRST);
  flags = new Uint16Array(FIRST);
  type = new Uint16Array(FIRST);
  category = new Uint16Array(FIRST);
  icon = new Uint16Array(FIRST);
  rights = new Uint16Array(FIRST);
  revision = new Float64Array(FIRST);
  validTo = new Float64Array(FIRST);
  modified = new Float64Array(FIRST);
  readonly types = new Words();
  readonly categories = new Words();
  readonly icons = new Words();
  readonly tags = new Map<number, string[]>();
  readonly seals = new Map<number, ObjectSeal>();
  readonly locks = new Map<number, Lock>();
  readonly rightsSets: Permission[][] = [[]];
  private readonly rightsNumbers = new Map<string, number>([["", 0]]);
  private readonly free: number[] = [];

  get size(): number {
    return this.rows.size;
  }

  /** The number under which `permissions` is kept. */
  rightsNumber(permissions: Permission[]): number {
    const key = permissions.join();
    let number = this.rightsNumbers.get(key);
    if (number === undefined) {
      number = this.rightsSets.push(permissions) - 1;
      this.rightsNumbers.set(key, number);
    }
    return number;
  }

  /** Takes `object` in, or what is new of it. Its parent has to be there; whose is not hangs below the root. */
  put(object: ListedObject, rights: number): number {
    const row = this.rows.get(object.id) ?? this.newRow(object.id);
    this.title[row] = object.title;
    this.subtitle[row] = subtitle(object);
    this.parent[row] = object.parent == null ? -1 : (this.rows.get(object.parent) ?? -1);
    this.flags[row] = flags(object);
    this.type[row] = this.types.number(object.type);
    this.category[row] = this.categories.number(object.category);
    this.icon[row] = this.icons.number(object.icon);
    this.rights[row] = rights;
    this.revision[row] = object.revision ?? 0;
    this.validTo[row] = object.valid_to == null ? 0 : Date.parse(object.valid_to);
    this.modified[row] = object.modified_at == null ? 0 : Date.parse(object.modified_at);
    keep(this.tags, row, object.tags?.length === 0 ? undefined : object.tags);
    keep(this.seals, row, object.seal ?? undefined);
    keep(this.locks, row, object.lock ?? undefined);
    return row;
  }

  remove(id: string): void {
    const row = this.rows.get(id);
    if (row === undefined) return;
    this.rows.delete(id);
    this.id[row] = "";
    this.title[row] = "";
    this.subtitle[row] = "";
    this.tags.delete(row);
    this.seals.delete(row);
    this.locks.delete(row);
    this.free.push(row);
  }

  private newRow(id: string): number {
    const row = this.free.pop() ?? this.id.length;
    if (row >= this.parent.length) this.grow();
    this.id[row] = id;
    this.rows.set(id, row);
    return row;
  }

  private grow(): void {
    const length = this.parent.length * 2;
    const wider = <T extends Int32Array | Uint16Array | Float64Array>(old: T, make: new (n: number) => T): T => {
      const next = new make(length);
      next.set(old);
      return next;
    };
    this.parent = wider(this.parent, Int32Array);
    this.flags = wider(this.flags, Uint16Array);
    this.type = wider(this.type, Uint16Array);
    this.category = wider(this.category, Uint16Array);
    this.icon = wider(this.icon, Uint16Array);
    this.rights = wider(this.rights, Uint16Array);
    this.revision = wider(this.revision, Float64Array);
    this.validTo = wider(this.validTo, Float64Array);
    this.modified = wider(this.modified, Float64Array);
  }
}

function keep<V>(map: Map<number, V>, row: number, value: V | undefined): void {
  if (value === undefined) map.delete(row);
  else map.set(row, value);
}

function flags(object: ListedObject): number {
  return (
    (object.kind === "folder" ? FLAG.folder : 0) |
    (object.stub === true ? FLAG.stub : 0) |
    (object.favourite === true ? FLAG.favourite : 0) |
    (object.second_password === true ? FLAG.secondPassword : 0) |
    (object.online_only === true ? FLAG.onlineOnly : 0) |
    (object.warning != null ? FLAG.warning : 0) |
    (object.importance === "high" ? FLAG.high : 0) |
    (object.importance === "low" ? FLAG.low : 0)
  );
}
