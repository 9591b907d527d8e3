import { Bell, CheckCheck } from "lucide-react";
import { useState } from "react";
import { Link } from "wouter";
import { useAnnounced } from "../design/announce.tsx";
import { Button, IconButton } from "../design/button.tsx";
import { Popover } from "../design/popover.tsx";
import { useProblemText } from "../server/problem-text.ts";
import { useFormat } from "../text/format.ts";
import { useText } from "../text/index.ts";
import { useInbox, useMarkRead } from "./data.ts";
import { NoticeLine } from "./line.tsx";
import styles from "./notices.module.css";

/** So many of the newest are shown below the bell. */
const NEWEST = 8;

/** A count that takes no more than two places. */
const short = (n: number) => (n > 99 ? "99+" : String(n));

/** The bell of the bar: how many notices are unread, and the newest of them. */
export function NoticesButton() {
  const t = useText();
  const format = useFormat();
  const say = useProblemText();
  const [open, setOpen] = useState(false);
  const inbox = useInbox();
  const read = useMarkRead();
  const { unread } = inbox;
  useAnnounced(unread === 0 ? null : t.notices.open(format.number(unread), false));
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      title={t.notices.title}
      action={
        unread > 0 && (
          <Button look="plain" icon={<CheckCheck aria-hidden />} onClick={() => read.mutate({ all: true })}>
            {t.notices.markAll}
          </Button>
        )
      }
      trigger={
        <IconButton label={t.notices.open(format.number(unread), unread === 0)}>
          <Bell aria-hidden />
          {unread > 0 && (
            <span className={styles.count} aria-hidden>
              {short(unread)}
            </span>
          )}
        </IconButton>
      }
    >
      {inbox.isError && <p className={styles.none}>{say(inbox.error)}</p>}
      {inbox.isSuccess && inbox.items.length === 0 && <p className={styles.none}>{t.notices.empty}</p>}
      <ul className={styles.newest}>
        {inbox.items.slice(0, NEWEST).map((notice) => (
          <li key={notice.id}>
            <NoticeLine
              notice={notice}
              onFollow={() => {
                setOpen(false);
                if (!notice.read) read.mutate({ ids: [notice.id] });
              }}
            />
          </li>
        ))}
      </ul>
      <Link href="/notices" className={styles.all} onClick={() => setOpen(false)}>
        {t.notices.all}
      </Link>
    </Popover>
  );
}
