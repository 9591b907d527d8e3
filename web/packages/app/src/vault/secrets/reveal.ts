import type { Purpose } from "@strongroom/client";
import { api } from "../../server/index.ts";
import { type Covered, withSecondPassword } from "./second-password.tsx";
import { confirmWarning, type Warned } from "./warning.tsx";

/**
 * The values of secret fields, for one purpose. The server writes each use into its audit before it answers; nothing of
 * the answer is kept by the page beyond what it is for.
 */
export async function reveal(
  database: string,
  object: Covered & Warned,
  purpose: Purpose,
  fields: string[],
): Promise<Record<string, string>> {
  await confirmWarning(object);
  return withSecondPassword(object, async (second_password) => {
    const params = { path: { db: database, id: object.id } };
    const body = { purpose, fields, second_password };
    const answer = await api.POST("/api/v1/databases/{db}/objects/{id}/reveal", { params, body });
    return (answer.data?.fields ?? {}) as Record<string, string>;
  });
}
