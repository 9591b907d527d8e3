import { expect, test } from "vitest";
import { firstPassword } from "./generate.ts";

test("a first password has five groups without letters that look alike, and is never the same", () => {
  const made = new Set(Array.from({ length: 200 }, firstPassword));
  expect(made.size).toBe(200);
  for (const password of made) expect(password).toMatch(/^([a-km-np-zA-HJ-NP-Z2-9]{4}-){4}[a-km-np-zA-HJ-NP-Z2-9]{4}$/);
});
