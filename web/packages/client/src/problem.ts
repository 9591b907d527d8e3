import type { Problem } from "./schema.ts";

/** A stable, machine-readable reason of a refusal. */
export type ErrorCode = Problem["code"] | "unreachable";

/** An answer of the API that is no success, or no answer at all (`unreachable`). */
export class ProblemError extends Error {
  /** The HTTP status; 0 where there was no answer. */
  readonly status: number;
  readonly code: ErrorCode;
  readonly problem: Partial<Problem>;

  constructor(problem: Partial<Problem>, status: number) {
    super(problem.detail ?? problem.title ?? "The server did not answer.");
    this.name = "ProblemError";
    this.status = status;
    this.code = problem.code ?? (status === 0 ? "unreachable" : "internal");
    this.problem = problem;
  }
}

/** Whether `error` is the problem `code`. */
export function isProblem(error: unknown, ...codes: ErrorCode[]): error is ProblemError {
  return error instanceof ProblemError && (codes.length === 0 || codes.includes(error.code));
}
