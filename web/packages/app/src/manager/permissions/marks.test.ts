import { expect, test } from "vitest";
import {
  allowing,
  areTogether,
  bundleOf,
  DATABASE,
  DATABASE_BUNDLES,
  denied,
  differing,
  OBJECT,
  OBJECT_BUNDLES,
  withSetting,
} from "./marks.ts";

test("a bundle is exactly what it allows, and anything else is a choice of its own", () => {
  for (const [bundle, permissions] of DATABASE_BUNDLES)
    expect(bundleOf(allowing(permissions), DATABASE_BUNDLES)).toBe(bundle);
  for (const [bundle, permissions] of OBJECT_BUNDLES)
    expect(bundleOf(allowing(permissions), OBJECT_BUNDLES)).toBe(bundle);
  expect(bundleOf({}, OBJECT_BUNDLES)).toBe("none");
  expect(bundleOf({ read_entries: "deny" }, OBJECT_BUNDLES)).toBeNull();
  expect(
    bundleOf({ ...allowing(["access_entries", "read_entries"]), seal_entries: "deny" }, OBJECT_BUNDLES),
  ).toBeNull();
});

test("bundles hold one another, and the largest is everything", () => {
  for (const [bundles, all] of [
    [DATABASE_BUNDLES, DATABASE],
    [OBJECT_BUNDLES, OBJECT],
  ] as const) {
    bundles.forEach(([, permissions], index) => {
      for (const smaller of bundles[index - 1]?.[1] ?? []) expect(permissions).toContain(smaller);
    });
    expect(bundles.at(-1)?.[1]).toEqual(all);
  }
});

test("what is set is set, and what is cleared is gone", () => {
  const set = withSetting({}, ["read_entries", "seal_entries"], "deny");
  expect(denied(set)).toEqual(["read_entries", "seal_entries"]);
  const cleared = withSetting(set, ["read_entries"], "none");
  expect(cleared).toEqual({ seal_entries: "deny" });
  expect(differing(set, cleared)).toEqual(["read_entries"]);
  expect(differing({ read_entries: "allow" }, { read_entries: "deny" })).toEqual(["read_entries"]);
});

test("those that belong together are so while they are set alike", () => {
  expect(areTogether({})).toBe(true);
  expect(areTogether({ read_entries: "allow" })).toBe(false);
  expect(
    areTogether(withSetting({}, ["read_entries", "modify_entries", "add_entries", "delete_entries"], "allow")),
  ).toBe(true);
});
