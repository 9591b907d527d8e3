import type { ObjectAnswer } from "@strongroom/client";
import { toast } from "../../design/toast.tsx";
import type { Text } from "../../text/index.ts";
import { copySecret } from "../secrets/clipboard.ts";
import { reveal } from "../secrets/reveal.ts";
import { generator } from "./code.tsx";

/** Copies the one-time code of this moment of an entry that has one. */
export async function copyCode(entry: ObjectAnswer | null, t: Text): Promise<void> {
  const field = entry?.fields?.find(({ kind }) => kind === "totp");
  if (entry === null || field === undefined) return;
  if (!entry.rights.includes("read_entries")) {
    toast({ text: t.vault.useOnlyNoCopy });
    return;
  }
  const fields = await reveal(entry.database, entry, "copy", [field.name]);
  const codes = await generator(fields[field.name] ?? "");
  if (codes === null) toast({ text: t.vault.notACode, look: "bad" });
  else await copySecret(codes.generate(), t.vault.oneTimeCode, t);
}
