import { type Cause, ProblemError } from "@strongroom/client";
import { useCallback } from "react";
import { problemText } from "../server/problem-text.ts";
import { type Text, useText } from "../text/index.ts";

/** In which way somebody reads something already, in words; nothing where the server does not tell. */
function way(because: Cause | null | undefined, t: Text): string | null {
  const words = t.sharing.ways;
  const who = because?.principal?.name ?? null;
  switch (because?.kind) {
    case "super_administrator":
      return words.super;
    case "policy_enabled":
      return words.policy;
    case "assignment_allows":
      return who === null ? null : words.assignment(who);
    case "rule_allows":
      return who === null ? null : words.rule(who);
    case "grant_allows":
      return who === null ? null : words.grant(who);
    default:
      return null;
  }
}

/** What to tell about a refusal of a grant or a seal. `sealed`: terms of a seal were sent along. */
export function sharingProblem(error: unknown, t: Text, sealed: boolean): string {
  if (!(error instanceof ProblemError)) return problemText(error, t);
  const { code, problem } = error;
  if (code === "useless_seal") {
    const known = way(problem.because, t);
    return known === null ? t.sharing.uselessSeal : t.sharing.uselessSealBy(known);
  }
  if (code === "forbidden" && problem.permission != null) {
    const name = t.permissions.names[problem.permission];
    return problem.because?.kind === "hands_out" ? t.sharing.handsOut(name) : t.problems.forbidden_for(name);
  }
  if (code === "invalid_request" && sealed) return t.sharing.termsRefused;
  return problemText(error, t);
}

/** {@link sharingProblem} in the language of the person. */
export function useSharingProblem(): (error: unknown, sealed?: boolean) => string {
  const t = useText();
  return useCallback((error: unknown, sealed = false) => sharingProblem(error, t, sealed), [t]);
}

/** Does `work`; what it throws carries the words of `say`, for a form that knows only those of the API. */
export async function inWords<T>(say: (error: unknown) => string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const status = error instanceof ProblemError ? error.status : 0;
    throw new ProblemError({ code: "conflict", detail: say(error) }, status);
  }
}
