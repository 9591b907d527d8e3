import { expect, test } from "vitest";
import { changesOf, DEFAULTS, ORDER } from "./changes.ts";

test("sixteen permissions have a policy, and none is disabled at first", () => {
  expect(ORDER).toHaveLength(16);
  expect(Object.values(DEFAULTS).filter((state) => state === "enabled")).toHaveLength(3);
  expect(Object.values(DEFAULTS)).not.toContain("disabled");
});

test("changes name what was and what will be", () => {
  const after = { ...DEFAULTS, print_entries: "disabled" as const };
  expect(changesOf(DEFAULTS, after)).toEqual([
    { permission: "print_entries", before: "not_defined", after: "disabled" },
  ]);
  expect(changesOf(DEFAULTS, DEFAULTS)).toEqual([]);
});
