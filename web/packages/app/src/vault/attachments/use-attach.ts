import type { ObjectAnswer } from "@strongroom/client";
import { toast } from "../../design/toast.tsx";
import { useText } from "../../text/index.ts";
import { upload } from "./uploads.ts";

/** How files are attached to an entry; `null` where the person may not. */
export function useAttach(entry: ObjectAnswer): ((files: Iterable<File>) => void) | null {
  const t = useText();
  if (!entry.rights.includes("modify_entries") || entry.kind !== "entry") return null;
  return (files) => upload(entry, files, (name) => toast({ text: t.attachments.attached(name) }));
}
