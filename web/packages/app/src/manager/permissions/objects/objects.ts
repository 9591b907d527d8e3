import type { ListedObject, Look, ObjectLook } from "@strongroom/client";

/** A folder or entry by name. */
export interface ObjectNode {
  id: string;
  parent: string | null;
  folder: boolean;
  title: string;
}

/** All folders and entries of a database, in tree order. */
export interface Objects {
  byId: Map<string, ObjectNode>;
  /** What lies in each folder, and at the root under the empty word. */
  inside: Map<string, ObjectNode[]>;
  /** Where the feed of changes goes on from what is known here. */
  cursor: string;
}

/** Reads the lines of a whole listing: a head, then an object a line, parents before what is in them. */
export async function readObjects(batches: AsyncIterable<unknown[]>): Promise<Objects> {
  const objects: Objects = { byId: new Map(), inside: new Map(), cursor: "" };
  for await (const batch of batches) {
    for (const line of batch) {
      const { id, parent, kind, title, cursor } = line as Partial<ListedObject> & { cursor?: string };
      if (cursor !== undefined) objects.cursor = cursor;
      if (id === undefined || title === undefined) continue;
      const node: ObjectNode = { id, parent: parent ?? null, folder: kind === "folder", title };
      objects.byId.set(id, node);
      const siblings = objects.inside.get(node.parent ?? "");
      if (siblings === undefined) objects.inside.set(node.parent ?? "", [node]);
      else siblings.push(node);
    }
  }
  return objects;
}

/**
 * The same with what changed: what is gone, by its id or among what was read, and what is new, called or put otherwise. What
 * stays in its folder stays in its place, and what comes to one stands at its end.
 */
export function withChanges(known: Objects, cursor: string, gone: string[], read: (ObjectNode | string)[]): Objects {
  if (gone.length + read.length === 0) return { ...known, cursor };
  const fresh = new Map<string, ObjectNode>();
  const away = new Set(gone);
  for (const one of read) {
    if (typeof one === "string") away.add(one);
    else fresh.set(one.id, one);
  }
  const stays = (node: ObjectNode, folder: string) =>
    !away.has(node.id) && (fresh.get(node.id)?.parent ?? (fresh.has(node.id) ? "" : folder)) === folder;
  const inside = new Map<string, ObjectNode[]>();
  const placed = new Set<string>();
  for (const [folder, nodes] of known.inside) {
    const left = nodes.filter((node) => stays(node, folder)).map((node) => fresh.get(node.id) ?? node);
    for (const { id } of left) placed.add(id);
    inside.set(folder, left);
  }
  for (const node of fresh.values()) {
    if (placed.has(node.id)) continue;
    const siblings = inside.get(node.parent ?? "");
    if (siblings === undefined) inside.set(node.parent ?? "", [node]);
    else siblings.push(node);
  }
  // In tree order again: whoever walks it counts on folders before what is in them.
  const byId = new Map<string, ObjectNode>();
  const stack = [...(inside.get("") ?? [])].reverse();
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    byId.set(node.id, node);
    for (const below of [...(inside.get(node.id) ?? [])].reverse()) stack.push(below);
  }
  for (const folder of inside.keys()) if (folder !== "" && !byId.has(folder)) inside.delete(folder);
  return { byId, inside, cursor };
}

/** A visible line of the tree. */
export interface TreeRow {
  node: ObjectNode;
  level: number;
  /** Where it stands among its siblings, from 1, and how many those are. */
  position: number;
  siblings: number;
  /** Whether it is open; `null`: there is nothing in it. */
  open: boolean | null;
}

/** The lines that show: what is in open folders, or, while somebody searches, what was found and the folders above it. */
export function rowsOf(objects: Objects, open: ReadonlySet<string>, query: string): TreeRow[] {
  const rows: TreeRow[] = [];
  const wanted = query === "" ? null : found(objects, query);
  const stack: { list: ObjectNode[]; at: number }[] = [];
  const visible = (id: string) => {
    const list = objects.inside.get(id) ?? [];
    return wanted === null ? list : list.filter((node) => wanted.has(node.id));
  };
  stack.push({ list: visible(""), at: 0 });
  while (stack.length > 0) {
    const top = stack[stack.length - 1] as { list: ObjectNode[]; at: number };
    const node = top.list[top.at];
    if (node === undefined) {
      stack.pop();
      continue;
    }
    top.at += 1;
    const inside = node.folder ? visible(node.id) : [];
    const isOpen = inside.length === 0 ? null : wanted !== null || open.has(node.id);
    rows.push({ node, level: stack.length, position: top.at, siblings: top.list.length, open: isOpen });
    if (isOpen === true) stack.push({ list: inside, at: 0 });
  }
  return rows;
}

function found(objects: Objects, query: string): Set<string> {
  const folded = query.toLocaleLowerCase();
  const wanted = new Set<string>();
  for (const node of objects.byId.values()) {
    if (!node.title.toLocaleLowerCase().includes(folded)) continue;
    for (let at: ObjectNode | undefined = node; at !== undefined && !wanted.has(at.id); at = above(objects, at)) {
      wanted.add(at.id);
    }
  }
  return wanted;
}

function above(objects: Objects, node: ObjectNode): ObjectNode | undefined {
  return node.parent === null ? undefined : objects.byId.get(node.parent);
}

/** The folders above an object, the topmost first. */
export function pathOf(objects: Objects, id: string): ObjectNode[] {
  const path: ObjectNode[] = [];
  let at = objects.byId.get(id);
  while (at !== undefined) {
    at = above(objects, at);
    if (at !== undefined) path.unshift(at);
  }
  return path;
}

/** How an object looks: what is told of it, or of the nearest object above it of which something is told. */
export function lookAt(objects: Objects, looks: ReadonlyMap<string, ObjectLook>, database: Look, id: string): Look {
  const own = looks.get(id);
  if (own !== undefined) return own.look;
  let at = objects.byId.get(id);
  while (at !== undefined) {
    at = above(objects, at);
    const told = at === undefined ? undefined : looks.get(at.id);
    if (told !== undefined) return continued(told.look);
  }
  return continued(database);
}

/** How a look goes on below what has it. */
export function continued(look: Look): Look {
  return look === "allowed_here" ? "allowed_above" : look === "denied_here" ? "denied_above" : look;
}

/** How many objects are allowed, of all. */
export function countSeen(objects: Objects, looks: ReadonlyMap<string, ObjectLook>, database: Look): number {
  const seen = new Map<string, Look>();
  let count = 0;
  for (const node of objects.byId.values()) {
    const from = node.parent === null ? database : (seen.get(node.parent) ?? database);
    const look = looks.get(node.id)?.look ?? continued(from);
    seen.set(node.id, look);
    if (look.startsWith("allowed")) count += 1;
  }
  return count;
}
