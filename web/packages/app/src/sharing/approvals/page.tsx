import type { Approval } from "@strongroom/client";
import { Inbox, MousePointerClick } from "lucide-react";
import { useEffect, useState } from "react";
import { useLocation, useRoute } from "wouter";
import { Button } from "../../design/button.tsx";
import { Empty } from "../../design/empty.tsx";
import { useProblemText } from "../../server/problem-text.ts";
import { useText } from "../../text/index.ts";
import styles from "./approvals.module.css";
import { keyOf, useApprovals } from "./data.ts";
import { Decision } from "./decision.tsx";
import { ApprovalsList } from "./list.tsx";

/** The inbox of approvals at `base`: who asks for what, and why, with the decision beside it. */
export function ApprovalsPage({ base }: { base: string }) {
  const t = useText();
  const say = useProblemText();
  const [, navigate] = useLocation();
  const [, params] = useRoute<{ request: string }>(`${base}/:request`);
  const chosen = params?.request ?? null;
  const approvals = useApprovals();
  const all = approvals.data ?? [];
  const there = all.find((one) => keyOf(one) === chosen) ?? null;
  const seen = useSeen(there, chosen);
  const open = (one: Approval | undefined, replace = false) =>
    navigate(one === undefined ? base : `${base}/${keyOf(one)}`, { replace });

  if (approvals.isPending) return null;
  if (approvals.isError && approvals.data === undefined) {
    return (
      <Empty title={say(approvals.error)}>
        <Button onClick={() => void approvals.refetch()}>{t.everywhere.retry}</Button>
      </Empty>
    );
  }
  if (all.length === 0 && seen === null) {
    return <Empty icon={<Inbox aria-hidden />} title={t.sharing.approvalsEmpty} text={t.sharing.approvalsEmptyText} />;
  }
  return (
    <div className={styles.page} data-open={seen !== null || undefined}>
      <ApprovalsList all={all} chosen={chosen} open={open} />
      <div className={styles.detail}>
        {seen === null ? (
          <Empty
            icon={<MousePointerClick aria-hidden />}
            title={t.sharing.approvalsPick}
            text={t.sharing.approvalsPickText}
          />
        ) : (
          <Decision
            key={keyOf(seen)}
            approval={seen}
            gone={there === null}
            back={() => open(undefined)}
            // The next one comes into sight by itself: the way to an empty inbox.
            decided={() => open(neighbour(all, keyOf(seen)), true)}
          />
        )}
      </div>
    </div>
  );
}

/** The one after `key`, or before it at the end. */
function neighbour(all: Approval[], key: string): Approval | undefined {
  const at = all.findIndex((one) => keyOf(one) === key);
  return at < 0 ? undefined : (all[at + 1] ?? all[at - 1]);
}

/** The chosen request; one that is gone meanwhile stays in sight, so that nobody decides on what took its place. */
function useSeen(there: Approval | null, chosen: string | null): Approval | null {
  const [kept, setKept] = useState<Approval | null>(there);
  useEffect(() => {
    if (there !== null) setKept(there);
  }, [there]);
  return there ?? (kept !== null && keyOf(kept) === chosen ? kept : null);
}
