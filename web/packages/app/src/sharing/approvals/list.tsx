import type { Approval } from "@strongroom/client";
import { useVirtualizer } from "@tanstack/react-virtual";
import { BadgeCheck } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { Face } from "../../design/face.tsx";
import { Kbd } from "../../design/kbd.tsx";
import { usePreferences } from "../../preferences/index.tsx";
import { useNames } from "../../server/names.ts";
import { useFormat } from "../../text/format.ts";
import { useText } from "../../text/index.ts";
import styles from "./approvals.module.css";
import { keyOf } from "./data.ts";
import { decisionKeys } from "./keys.ts";

const ROW = 58;

interface ApprovalsListProps {
  all: Approval[];
  chosen: string | null;
  open: (one: Approval | undefined) => void;
}

/** The requests that wait. One tab stop: arrows choose, A approves and R rejects what is chosen. */
export function ApprovalsList({ all, chosen, open }: ApprovalsListProps) {
  const t = useText();
  const { shortcuts } = usePreferences().preferences;
  const box = useRef<HTMLDivElement>(null);
  const at = all.findIndex((one) => keyOf(one) === chosen);
  const rows = useVirtualizer({
    count: all.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    getItemKey: (index) => keyOf(all[index] as Approval),
    overscan: 6,
  });
  useEffect(() => {
    if (at >= 0) rows.scrollToIndex(at);
  }, [rows, at]);

  function onKeyDown(event: KeyboardEvent) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? all.length - 1 : at - 1, Home: 0, End: all.length - 1 }[
      event.key
    ];
    if (to !== undefined) open(all[Math.max(0, Math.min(all.length - 1, to))]);
    // A key that is held down decides nothing: it would go on to the next request, which nobody has read.
    else if (!shortcuts || event.repeat || at < 0 || !decisionKeys(event.key)) return;
    event.preventDefault();
  }

  return (
    <div className={styles.list}>
      <header className={styles.head}>
        <h1>{t.sharing.approvals}</h1>
      </header>
      <div
        ref={box}
        role="listbox"
        tabIndex={0}
        className={styles.rows}
        aria-label={t.sharing.approvals}
        aria-activedescendant={at < 0 ? undefined : `approval-${at}`}
        aria-keyshortcuts={shortcuts ? "A R" : undefined}
        onKeyDown={onKeyDown}
      >
        <div className={styles.tall} style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, key, start }) => {
            const approval = all[index];
            if (approval === undefined) return null;
            return (
              // biome-ignore lint/a11y/useFocusableInteractive: the list keeps the focus and names the active row
              // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the list's
              <div
                key={key}
                id={`approval-${index}`}
                role="option"
                aria-selected={index === at}
                aria-setsize={all.length}
                aria-posinset={index + 1}
                className={styles.row}
                style={{ translate: `0 ${start}px` }}
                onClick={() => open(approval)}
              >
                <Row approval={approval} />
              </div>
            );
          })}
        </div>
      </div>
      {shortcuts && (
        <p className={styles.keys} aria-hidden>
          <Kbd keys="↑ ↓" /> <Kbd keys="A" /> {t.sharing.approve} <Kbd keys="R" /> {t.sharing.reject}
        </p>
      )}
    </div>
  );
}

function Row({ approval }: { approval: Approval }) {
  const t = useText();
  const format = useFormat();
  const nameOf = useNames([approval.person]);
  const { person, title, since, reason, approved } = approval;
  return (
    <>
      <Face name={nameOf(person)} />
      <span className={styles.words}>
        <b>{t.sharing.asksFor(nameOf(person), title ?? t.sharing.closedTitle)}</b>
        <small>{[since == null ? null : format.relative(since), reason].filter(Boolean).join(" · ")}</small>
      </span>
      {approved && (
        <span className={styles.voted} title={t.sharing.youApproved}>
          <BadgeCheck aria-hidden />
          <span className="unseen">{t.sharing.youApproved}</span>
        </span>
      )}
    </>
  );
}
