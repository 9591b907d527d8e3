import { expect, it } from "vitest";
import { instantOf } from "./until.ts";

const wednesday = new Date(2026, 11, 2, 14, 30);
const local = (choice: Parameters<typeof instantOf>[0]["choice"], now = wednesday) =>
  new Date(instantOf({ choice, date: "" }, now) ?? 0);

it("ends a day at its last minute", () => {
  expect(local("today")).toEqual(new Date(2026, 11, 2, 23, 59));
  expect(local("month")).toEqual(new Date(2027, 0, 1, 23, 59));
});

it("means the next Friday, and on a Friday the one after", () => {
  expect(local("friday")).toEqual(new Date(2026, 11, 4, 23, 59));
  expect(local("friday", new Date(2026, 11, 4, 8, 0))).toEqual(new Date(2026, 11, 11, 23, 59));
});

it("counts an hour from now", () => {
  expect(local("hour")).toEqual(new Date(2026, 11, 2, 15, 30));
});

it("tells no end from no answer", () => {
  expect(instantOf({ choice: "never", date: "" })).toBeNull();
  expect(instantOf({ choice: "date", date: "" })).toBeUndefined();
});

it("takes a date with its time as the person's own", () => {
  expect(instantOf({ choice: "date", date: "2026-12-04T18:05" })).toBe(new Date(2026, 11, 4, 18, 5).toISOString());
});
