import type { KeyboardEvent } from "react";
import { expect, test } from "vitest";
import { cycled, gridKey } from "./keys.ts";

const key = (name: string, letters = true, with_: Partial<KeyboardEvent> = {}) =>
  gridKey({ key: name, ...with_ } as KeyboardEvent, letters);

test("letters set only where they are wanted, and never with Ctrl", () => {
  expect(key("a")).toEqual({ kind: "set", setting: "allow" });
  expect(key("D", true, { shiftKey: true }), "in a block Shift is still down").toEqual({
    kind: "set",
    setting: "deny",
  });
  expect(key("a", false)).toBeNull();
  expect(key("a", true, { ctrlKey: true })).toBeNull();
  expect(key("Delete", false)).toEqual({ kind: "set", setting: "none" });
  expect(key("x")).toBeNull();
});

test("Space goes through the three, and arrows with Shift take a block", () => {
  expect(["none", "allow", "deny"].map((one) => cycled(one as "none"))).toEqual(["allow", "deny", "none"]);
  expect(key("ArrowDown", true, { shiftKey: true })).toEqual({ kind: "move", by: 1, extend: true });
});
