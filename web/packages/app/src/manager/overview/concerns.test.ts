import type { Database, License } from "@strongroom/client";
import { expect, test } from "vitest";
import { concernsOf } from "./concerns.ts";

const NOW = Date.parse("2030-06-01T00:00:00Z");
const database = (part: Partial<Database>) =>
  ({ id: "1", name: "Company", kind: "standard", state: "open", open_at_start: true, ...part }) as Database;
const licence = (part: Partial<License>): License => ({ seats: 50, used: 3, state: "valid", ...part });
const kinds = (known: Parameters<typeof concernsOf>[0]) => concernsOf(known, NOW).map(({ kind }) => kind);

test("nothing is wrong with an open database and a licence with seats", () => {
  expect(kinds({ databases: [database({})], licence: licence({}) })).toEqual([]);
});

test("a closed database, an expired licence and a disabled permission are told", () => {
  const policies = { print_entries: "disabled" as const };
  const known = { databases: [database({ state: "closed" })], licence: licence({ state: "expired" }), policies };
  expect(kinds(known)).toEqual(["closed", "licence", "policies"]);
});

test("whether somebody else's private database is closed is nobody's concern", () => {
  expect(kinds({ databases: [database({ kind: "private", state: "closed" })] })).toEqual([]);
});

test("a licence is told of a month before it ends, and when it is full", () => {
  expect(kinds({ licence: licence({ valid_to: "2030-06-20T00:00:00Z" }) })).toEqual(["licence_ends"]);
  expect(kinds({ licence: licence({ valid_to: "2031-06-20T00:00:00Z", used: 50 }) })).toEqual(["licence_full"]);
});
