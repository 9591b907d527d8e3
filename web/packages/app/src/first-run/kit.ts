/** The recovery kit of the first super administrator: what brings back what nobody else can. */
import type { Database } from "@strongroom/client";
import { api } from "../server/index.ts";

/** Makes a recovery code of one's own private database, and that database where there is none yet. */
export async function recoveryCode(name: string): Promise<string> {
  const { data } = await api.GET("/api/v1/databases", { params: { query: { limit: 1000 } } });
  const own = data?.items.find(({ has_recovery_code }: Database) => has_recovery_code != null);
  if (own === undefined) {
    const made = (await api.POST("/api/v1/databases", { body: { name, kind: "private" } })).data;
    return (made?.recovery_code as string | undefined) ?? "";
  }
  const params = { path: { db: own.id } };
  return ((await api.POST("/api/v1/databases/{db}/recovery-code", { params })).data?.recovery_code as string) ?? "";
}

/** The words of a code: what stands between its strokes. */
export function wordsOf(code: string): string[] {
  return code.split(/[\s-]+/).filter((word) => word !== "");
}

/** Whether `typed` is the word at `index` of `code`, however it is spelled. */
export function isWord(code: string, index: number, typed: string): boolean {
  const word = wordsOf(code)[index];
  return word !== undefined && word.toLowerCase() === typed.trim().toLowerCase();
}

/** One of `count` places, each as likely as the others. */
export function anyOf(count: number): number {
  const [drawn = 0] = crypto.getRandomValues(new Uint32Array(1));
  return drawn % Math.max(1, count);
}

/** Hands `text` to the browser to be kept as a file. */
export function keepFile(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
