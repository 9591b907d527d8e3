import type { Shown } from "../vault/list/source.ts";
export function PrintDialog(_: { objects: Shown[]; onClose: () => void }) {
  return null;
}
