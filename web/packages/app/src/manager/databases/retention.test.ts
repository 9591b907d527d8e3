import { expect, test } from "vitest";
import { limitOf, lowers, retentionChange } from "./retention.ts";

test("a limit is a whole number from 1 on, or none", () => {
  expect(limitOf("", 100)).toBeNull();
  expect(limitOf(" 30 ", 100)).toBe(30);
  for (const bad of ["0", "101", "-1", "1.5", "ten", "1e2"]) expect(limitOf(bad, 100)).toBeUndefined();
});

test("only what is another limit now is sent, and lowering is seen", () => {
  const before = { bin_days: 30, history_versions: 100, history_days: null };
  const same = { bin_days: "30", history_versions: "100", history_days: "" };
  expect(retentionChange(before, same)).toEqual({});
  const changed = retentionChange(before, { ...same, bin_days: "", history_days: "7" });
  expect(changed).toEqual({ bin_days: null, history_days: 7 });
  expect(lowers(before, { bin_days: null })).toBe(false);
  expect(lowers(before, { bin_days: 60 })).toBe(false);
  expect(lowers(before, { history_days: 7 })).toBe(true);
});
