import type { Assignment } from "@strongroom/client";
import type { Place } from "./draft.ts";
import { marksOf } from "./marks.ts";

/** The place of an assignment. */
export function placeOf(assignment: Assignment | undefined): Place | null {
  if (assignment === undefined) return null;
  const { permissions, valid_from, valid_to } = assignment;
  return { marks: marksOf(permissions), from: valid_from ?? null, to: valid_to ?? null };
}
