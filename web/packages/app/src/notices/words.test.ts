import type { Notice } from "@strongroom/client";
import { describe, expect, it } from "vitest";
import { de } from "../text/de/index.ts";
import { en } from "../text/en/index.ts";
import { KINDS, sentence, whereOf } from "./words.ts";

const notice = (part: Partial<Notice>): Notice => ({
  id: "1",
  kind: "grant_given",
  at: "2026-01-01T00:00:00Z",
  read: false,
  text: "the words of the server",
  ...part,
});
const ada = { id: "ada", kind: "user" as const, name: "ada" };

describe("every kind", () => {
  const kinds = Object.values(KINDS).flat();
  it("has a sentence and a name in both languages, also where nothing may be named", () => {
    for (const kind of kinds) {
      for (const t of [en, de]) {
        const said = sentence(notice({ kind }), t);
        expect(said, kind).not.toBe("the words of the server");
        expect(said, kind).not.toMatch(/undefined|null/);
        expect(t.notices.kinds[kind], kind).toBeTruthy();
      }
    }
    expect(new Set(kinds).size).toBe(Object.keys(en.notices.kinds).length);
  });

  it("of a later server is said in the server's words", () => {
    expect(sentence(notice({ kind: "something_new" }), de)).toBe("the words of the server");
  });
});

it("tells one's own request from that of others", () => {
  const object = { id: "o", name: "Mail" };
  expect(sentence(notice({ kind: "seal_approved", object }), en)).toContain("Your request for “Mail”");
  expect(sentence(notice({ kind: "seal_approved", object, person: ada }), en)).toContain("The request of ada");
  const gone = notice({ kind: "seal_approved", object, text: "The request of somebody for “Mail” was approved" });
  expect(sentence(gone, en)).toContain("The request of somebody");
});

it("shows what a title holds as text", () => {
  const object = { id: "o", name: "<img src=x onerror=alert(1)>" };
  expect(sentence(notice({ actor: ada, object }), en)).toBe("ada shared “<img src=x onerror=alert(1)>” with you");
});

it("leads to where it happened, and nowhere where nothing is seen", () => {
  const database = { id: "d", name: "Company" };
  expect(whereOf(notice({ database, object: { id: "o", name: "Mail" } }))).toBe("/find/d/o");
  expect(whereOf(notice({ database }))).toBe("/db/d");
  expect(whereOf(notice({}))).toBeNull();
});
