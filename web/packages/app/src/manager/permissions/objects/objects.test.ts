import type { ObjectLook } from "@strongroom/client";
import { expect, test } from "vitest";
import { countSeen, lookAt, type Objects, pathOf, readObjects, rowsOf, withChanges } from "./objects.ts";

async function objects(lines: [string, string | null, "folder" | "entry"][]): Promise<Objects> {
  async function* batches() {
    yield [{ cursor: "x", rights_sets: [] }, ...lines.map(([id, parent, kind]) => ({ id, parent, kind, title: id }))];
  }
  return readObjects(batches());
}

const look = (object: string, look: ObjectLook["look"]): [string, ObjectLook] => [
  object,
  { object, look, ruled: true, inheritance: true },
];

const SMALL: [string, string | null, "folder" | "entry"][] = [
  ["it", null, "folder"],
  ["servers", "it", "folder"],
  ["root", "servers", "entry"],
  ["board", null, "folder"],
];

test("what is told of nothing has what stands above it, and here becomes above", async () => {
  const tree = await objects(SMALL);
  const looks = new Map([look("it", "allowed_here"), look("servers", "denied_here")]);
  const of = (id: string) => lookAt(tree, looks, "allowed_here", id);
  expect(["it", "servers", "root", "board"].map(of)).toEqual([
    "allowed_here",
    "denied_here",
    "denied_above",
    "allowed_above",
  ]);
  expect(countSeen(tree, looks, "allowed_here")).toBe(2);
  expect(countSeen(tree, looks, "not_granted")).toBe(1);
});

test("lines show what is open, and a search shows what it found with the way to it", async () => {
  const tree = await objects(SMALL);
  const ids = (open: string[], query = "") => rowsOf(tree, new Set(open), query).map(({ node }) => node.id);
  expect(ids([])).toEqual(["it", "board"]);
  expect(ids(["it"])).toEqual(["it", "servers", "board"]);
  expect(ids([], "ROO")).toEqual(["it", "servers", "root"]);
  expect(ids([], "nowhere")).toEqual([]);
  const rows = rowsOf(tree, new Set(["it"]), "");
  expect(rows.map(({ level, position, siblings, open }) => [level, position, siblings, open])).toEqual([
    [1, 1, 2, true],
    [2, 1, 1, false],
    [1, 2, 2, null],
  ]);
  expect(pathOf(tree, "root").map(({ id }) => id)).toEqual(["it", "servers"]);
});

test("what changed is taken in, and everything else stays in its place", async () => {
  const tree = await objects(SMALL);
  const node = (id: string, parent: string | null, folder = false, title = id) => ({ id, parent, folder, title });
  const ids = (of: Objects) => rowsOf(of, new Set(of.byId.keys()), "").map(({ node }) => node.id);
  expect(tree.cursor).toBe("x");
  const same = withChanges(tree, "y", [], []);
  expect([same.cursor, same.byId]).toEqual(["y", tree.byId]);
  const renamed = withChanges(tree, "y", [], [node("it", null, true, "Information")]);
  expect([ids(renamed), renamed.byId.get("it")?.title]).toEqual([ids(tree), "Information"]);
  const more = withChanges(tree, "y", [], [node("mail", "servers"), node("board", "it", true)]);
  expect(ids(more)).toEqual(["it", "servers", "root", "mail", "board"]);
  const gone = withChanges(more, "z", ["servers"], ["board"]);
  expect(ids(gone), "with what was in it; and what went between two looks").toEqual(["it"]);
  expect([...gone.byId.keys()]).toEqual(["it"]);
  // A folder put into one that stood behind it: counted after what it is in.
  const put = withChanges(tree, "z", [], [node("it", "board", true)]);
  expect([...put.byId.keys()]).toEqual(["board", "it", "servers", "root"]);
  expect(countSeen(put, new Map([look("board", "allowed_here")]), "not_granted")).toBe(4);
  expect(ids(tree), "what was known is left alone").toEqual(["it", "servers", "root", "board"]);
});

test("a hundred thousand objects are laid out", async () => {
  const many: [string, string | null, "folder" | "entry"][] = [];
  for (let folder = 0; folder < 1_000; folder += 1) {
    many.push([`f${folder}`, null, "folder"]);
    for (let entry = 0; entry < 99; entry += 1) many.push([`f${folder}e${entry}`, `f${folder}`, "entry"]);
  }
  const tree = await objects(many);
  const open = new Set(many.map(([id]) => id));
  expect(rowsOf(tree, open, "")).toHaveLength(100_000);
  expect(countSeen(tree, new Map([look("f0", "allowed_here")]), "not_granted")).toBe(100);
});
