/** Sharing and sealing: what the panes of the client mount. */
export { AccessList } from "./access-list.tsx";
export { useApprovalsCount } from "./approvals/data.ts";
export { SealPanel } from "./seal/panel.tsx";
export { SealTag } from "./seal/tag.tsx";
export { ShareDialog, type ShareDialogProps } from "./share/dialog.tsx";
export type { Shared } from "./share/draft.ts";
