/** The dialog that shares, for one or many objects. It is named from outside: this part knows nothing of grants. */
import type { ComponentType } from "react";
import type { Shown } from "../vault/list/source.ts";

export type ShareDialog = ComponentType<{
  database: string;
  objects: Shown[];
  open: boolean;
  onClose: () => void;
}>;

let dialog: ShareDialog | null = null;

/** Names the dialog; until then nothing offers to share many. */
export function setShareDialog(next: ShareDialog): void {
  dialog = next;
}

/** The dialog, where there is one. */
export function shareDialog(): ShareDialog | null {
  return dialog;
}
