import { ProblemError } from "@strongroom/client";
import { useCallback } from "react";
import { type Text, useText } from "../text/index.ts";
import { Told } from "./told.ts";

/** What to tell a person about `error`: their own words where we have them, else the server's. */
export function problemText(error: unknown, t: Text): string {
  if (error instanceof Told) return error.message;
  if (!(error instanceof ProblemError)) return t.problems.internal;
  const { code, problem } = error;
  if (code === "rate_limited" && problem.retry_after != null) return t.problems.rate_limited_for(problem.retry_after);
  if (code === "locked" && problem.holder != null) return t.problems.locked_by(problem.holder);
  const known = (t.problems as Record<string, unknown>)[code];
  if (typeof known === "string") return known;
  return problem.detail ?? problem.title ?? t.problems.unknown;
}

/** {@link problemText} in the language of the person. */
export function useProblemText(): (error: unknown) => string {
  const t = useText();
  return useCallback((error: unknown) => problemText(error, t), [t]);
}
