import type { Attachment, ObjectAnswer } from "@strongroom/client";
import { server } from "../../server/index.ts";
import { secondPasswordHeader, withSecondPassword } from "../secrets/second-password.tsx";
import { confirmWarning } from "../secrets/warning.tsx";

/** Where the content of a file is; the browser itself fetches it from there and writes it to the disk. */
export function contentAddress(entry: ObjectAnswer, file: Attachment): string {
  return `/api/v1/databases/${entry.database}/objects/${entry.id}/attachments/${file.id}`;
}

/** Whether the browser may fetch it by itself: there is nothing to ask the person before, and nothing to send along. */
export function needsNothing(entry: ObjectAnswer): boolean {
  return !entry.second_password && (entry.warning == null || entry.warning.level === "info");
}

function save(address: string, name: string): void {
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
}

/** Downloads a file of an entry that asks for something first: a second password goes in a header, as no link can. */
export async function download(entry: ObjectAnswer, file: Attachment): Promise<void> {
  await confirmWarning(entry);
  if (!entry.second_password) {
    save(contentAddress(entry, file), file.name);
    return;
  }
  const content = await withSecondPassword(entry, async (password) => {
    const answer = await server.fetch(contentAddress(entry, file), { headers: secondPasswordHeader(password) });
    return answer.blob();
  });
  const address = URL.createObjectURL(content);
  save(address, file.name);
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
