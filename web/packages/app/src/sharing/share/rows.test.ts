import type { Grant } from "@strongroom/client";
import { expect, it } from "vitest";
import { rowsOf, sealPeople } from "./rows.ts";

const mia = { id: "mia", kind: "user" as const, name: "mia" };
const ben = { id: "ben", kind: "user" as const, name: "ben" };
const team = { id: "team", kind: "group" as const, name: "team" };
let number = 0;
const grant = (part: Partial<Grant>): Grant => ({
  id: `grant-${++number}`,
  revision: 1,
  database: "db",
  object: "one",
  grantee: mia,
  permissions: ["access_entries"],
  live: true,
  created_at: "2026-01-01T00:00:00Z",
  ...part,
});

it("shows each grant of one object, and none that is over", () => {
  const rows = rowsOf([grant({}), grant({}), grant({ valid_to: "2020-01-01T00:00:00Z" })], 1);
  expect(rows).toHaveLength(2);
});

it("puts many objects together by person, and says where they differ", () => {
  const rows = rowsOf(
    [
      grant({ object: "one" }),
      grant({ object: "two", permissions: ["access_entries", "read_entries"], valid_to: "2999-01-01T00:00:00Z" }),
      grant({ object: "two", grantee: ben }),
    ],
    2,
  );
  expect(rows.map(({ grantee, permissions, validTo }) => [grantee?.id, permissions, validTo])).toEqual([
    ["mia", null, undefined],
    ["ben", ["access_entries"], null],
  ]);
});

it("names the one person of a seal also before anything happened", () => {
  const seal = { state: "sealed" as const, approvers: [], quorum: 1, people: [] };
  expect(sealPeople(grant({ seal }))).toEqual([{ person: mia, state: "sealed" }]);
  const waiting = { person: ben, state: "waiting" as const };
  expect(sealPeople(grant({ grantee: team, seal: { ...seal, people: [waiting] } }))).toEqual([waiting]);
});
