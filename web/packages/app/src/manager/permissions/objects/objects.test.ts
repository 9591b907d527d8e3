import type { ObjectLook } from "@strongroom/client";
import { expect, test } from "vitest";
import { countSeen, lookAt, type Objects, pathOf, readObjects, rowsOf } from "./objects.ts";

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
