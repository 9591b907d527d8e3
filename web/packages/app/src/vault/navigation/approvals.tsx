import { Award } from "lucide-react";
import { useLocation } from "wouter";
import { useAnnounced } from "../../design/announce.tsx";
import { useApprovalsCount } from "../../sharing/approvals/data.ts";
import { useFormat } from "../../text/format.ts";
import { useText } from "../../text/index.ts";
import { NavLine } from "./index.tsx";

/** The way to the inbox of approvals, with how many wait for the person. */
export function ApprovalsLine() {
  const t = useText();
  const format = useFormat();
  const [path] = useLocation();
  const count = useApprovalsCount();
  useAnnounced(count === 0 ? null : t.sharing.approvalsCount(count));
  return (
    <NavLine
      href="/approvals"
      icon={<Award aria-hidden />}
      on={path === "/approvals" || path.startsWith("/approvals/")}
      count={count === 0 ? undefined : format.number(count)}
      more={count === 0 ? undefined : { "aria-label": t.sharing.approvalsCount(count) }}
    >
      {t.sharing.approvals}
    </NavLine>
  );
}
