import type { Shown } from "../vault/list/source.ts";
export function ExportDialog(_: { database: string; objects: Shown[] | null; onClose: () => void }) {
  return null;
}
