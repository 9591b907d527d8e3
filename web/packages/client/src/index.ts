/**
 * The HTTP API as this project's web programs use it: types made from `openapi.json`, one client, one error.
 * Nothing in here knows of pages.
 */
export { type Client, createStrongroom, type Strongroom } from "./client.ts";
export { lines } from "./lines.ts";
export { type ObjectAnswer, objectAnswer } from "./object.ts";
export { type ErrorCode, isProblem, ProblemError } from "./problem.ts";
export type * from "./schema.ts";
