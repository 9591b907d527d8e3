import { expect, test } from "vitest";
import { fromQuery, isEmpty, toParameters, toQuery } from "./query.ts";

test("a filter survives the way through an address", () => {
  const filter = { event: "revealed", from: "2030-05-01", to: "2030-05-31" };
  expect(fromQuery(toQuery(filter))).toEqual(filter);
  expect(isEmpty(fromQuery(""))).toBe(true);
});

test("what is no day, or unknown, is left out", () => {
  expect(fromQuery("from=yesterday&x=1&to=2030-05-31T00:00")).toEqual({});
});

test("the last day belongs to the span", () => {
  const { from, to } = toParameters({ from: "2030-05-31", to: "2030-05-31" });
  expect(new Date(to ?? 0).getTime() - new Date(from ?? 0).getTime()).toBe(24 * 60 * 60 * 1000);
});
