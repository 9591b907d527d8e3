import type { Effects, PersonEffect } from "@strongroom/client";
import { expect, test } from "vitest";
import { gatherEffects } from "./gather.ts";

test("people with the same are told together, the most first, and each on both sides", () => {
  const person = (name: string, gained: PersonEffect["gained"], lost: PersonEffect["lost"] = []): PersonEffect => ({
    user: { id: name, kind: "user", name },
    gained,
    lost,
  });
  const people = [
    person("a", ["add_entries"], ["read_entries"]),
    person("b", ["seal_entries"]),
    person("c", ["add_entries"]),
  ];
  const effects: Effects = { objects: 1, gained: [], lost: [], people };
  const { gains, losses, gaining, losing } = gatherEffects(effects, ({ name }) => name);
  expect(gains).toEqual([
    { permissions: ["add_entries"], names: ["a", "c"] },
    { permissions: ["seal_entries"], names: ["b"] },
  ]);
  expect(losses).toEqual([{ permissions: ["read_entries"], names: ["a"] }]);
  expect([gaining, losing]).toEqual([3, 1]);
  expect(gatherEffects(undefined, ({ name }) => name).gains).toEqual([]);
});
