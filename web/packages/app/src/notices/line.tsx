import type { Notice } from "@strongroom/client";
import { Award, Bell, Clock, LockOpen, UserRound, UserRoundPlus, UserRoundX } from "lucide-react";
import { Link } from "wouter";
import { classes } from "../design/classes.ts";
import { useNames } from "../server/names.ts";
import { useFormat } from "../text/format.ts";
import { useText } from "../text/index.ts";
import styles from "./notices.module.css";
import { sentence, whereOf } from "./words.ts";

function Sign({ kind }: { kind: string }) {
  if (kind === "seal_broken" || kind === "seal_taken_off") return <LockOpen aria-hidden />;
  if (kind.startsWith("seal")) return <Award aria-hidden />;
  if (kind === "grant_given" || kind === "grant_changed") return <UserRoundPlus aria-hidden />;
  if (kind.startsWith("grant")) return <UserRoundX aria-hidden />;
  if (kind === "entry_expires") return <Clock aria-hidden />;
  if (kind === "password_reset" || kind === "account_changed" || kind === "members_changed") {
    return <UserRound aria-hidden />;
  }
  return <Bell aria-hidden />;
}

/** A notice on two lines; a link to where it happened, where there is such a place. */
export function NoticeLine({ notice, onFollow }: { notice: Notice; onFollow: () => void }) {
  const t = useText();
  const format = useFormat();
  const nameOf = useNames([notice.actor, notice.person]);
  const where = whereOf(notice);
  const inside = (
    <>
      <Sign kind={notice.kind} />
      <span className={styles.words}>
        <span className={styles.said}>{sentence(notice, t, nameOf)}</span>
        <small>
          {[notice.database?.name, format.relative(notice.at)].filter((one) => one !== undefined).join(" · ")}
        </small>
      </span>
      {!notice.read && (
        <span className={styles.unread}>
          <span className="unseen">{t.notices.unread}</span>
        </span>
      )}
    </>
  );
  const look = classes(styles.line, !notice.read && styles.fresh);
  return where === null ? (
    <div className={look}>{inside}</div>
  ) : (
    <Link href={where} className={look} onClick={onFollow}>
      {inside}
    </Link>
  );
}
