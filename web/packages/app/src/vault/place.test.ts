import { describe, expect, test } from "vitest";
import { addressOf, type Place, placeOf } from "./place.ts";

const DB = "0190aaaa-0000-7000-8000-000000000001";
const ID = "0190aaaa-0000-7000-8000-000000000002";

const PLACES: Place[] = [
  { view: { kind: "folder", database: DB, folder: null }, entry: null },
  { view: { kind: "folder", database: DB, folder: ID }, entry: { database: DB, id: ID, tab: null } },
  { view: { kind: "folder", database: DB, folder: null }, entry: { database: DB, id: ID, tab: "history" } },
  { view: { kind: "bin", database: DB }, entry: null },
  { view: { kind: "favourites" }, entry: null },
  { view: { kind: "recent" }, entry: { database: DB, id: ID, tab: null } },
  { view: { kind: "expiring", within: 30 }, entry: { database: DB, id: ID, tab: "edit" } },
  { view: { kind: "expiring", within: 7 }, entry: null },
  { view: { kind: "import", database: DB, job: null, folder: null }, entry: null },
  { view: { kind: "import", database: DB, job: null, folder: ID }, entry: null },
  { view: { kind: "import", database: DB, job: ID, folder: null }, entry: null },
  { view: { kind: "search", query: "x y", database: DB, folder: ID }, entry: null },
  { view: { kind: "search", query: 'tag:mail -old "two words" ü&?#' }, entry: null },
  { view: { kind: "search", query: "x" }, entry: { database: DB, id: ID, tab: null } },
];

describe("addresses", () => {
  test.each(PLACES)("%j comes back", (place) => {
    const url = new URL(addressOf(place), "https://room.example");
    expect(placeOf(url.pathname, url.search)).toEqual(place);
  });

  test("hold nothing that the server would not take for one path", () => {
    for (const place of PLACES) {
      const { pathname } = new URL(addressOf(place), "https://room.example");
      expect(pathname).toMatch(/^(\/[A-Za-z0-9._~-]+)+$/);
    }
  });

  test("of nothing are no place", () => {
    for (const path of ["/", "/nothing", "/db", `/db/${DB}/x`, "/manager"]) expect(placeOf(path, "")).toBeNull();
  });
});
