import { useVirtualizer } from "@tanstack/react-virtual";
import { BellOff, CheckCheck, Mail } from "lucide-react";
import { useEffect, useRef } from "react";
import { Link, Route, Switch } from "wouter";
import { Button } from "../design/button.tsx";
import { Empty } from "../design/empty.tsx";
import { useProblemText } from "../server/problem-text.ts";
import { useText } from "../text/index.ts";
import { useInbox, useMarkRead } from "./data.ts";
import { NoticeLine } from "./line.tsx";
import styles from "./notices.module.css";
import { NoticeSettings } from "./settings.tsx";

const LINE = 52;

/** All notices, and which of them come by mail as well. */
export function NoticesPage() {
  return (
    <Switch>
      <Route path="/notices/settings">
        <NoticeSettings />
      </Route>
      <Route>
        <AllNotices />
      </Route>
    </Switch>
  );
}

function AllNotices() {
  const t = useText();
  const say = useProblemText();
  const inbox = useInbox();
  const read = useMarkRead();
  const box = useRef<HTMLElement>(null);
  const { items, unread, hasNextPage, isFetchingNextPage, fetchNextPage } = inbox;
  const lines = useVirtualizer({
    count: items.length,
    getScrollElement: () => box.current,
    estimateSize: () => LINE,
    getItemKey: (index) => items[index]?.id ?? index,
    overscan: 8,
  });
  const shown = lines.getVirtualItems();
  const last = shown[shown.length - 1]?.index ?? -1;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last >= items.length - 10) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, last, items.length]);

  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1>{t.notices.title}</h1>
        <Button
          icon={<CheckCheck aria-hidden />}
          disabled={unread === 0}
          busy={read.isPending}
          onClick={() => read.mutate({ all: true })}
        >
          {t.notices.markAll}
        </Button>
        <Link href="/notices/settings" className={styles.link}>
          <Mail aria-hidden />
          {t.notices.settings}
        </Link>
      </header>
      {inbox.isError && items.length === 0 ? (
        <Empty title={say(inbox.error)}>
          <Button onClick={() => void inbox.refetch()}>{t.everywhere.retry}</Button>
        </Empty>
      ) : inbox.isSuccess && items.length === 0 ? (
        <Empty icon={<BellOff aria-hidden />} title={t.notices.empty} text={t.notices.emptyText} />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
        <section className={styles.scroll} ref={box} tabIndex={0} aria-label={t.notices.all}>
          {/* biome-ignore lint/a11y/useSemanticElements: lines are placed by number, as a virtual list needs it */}
          <div role="list" className={styles.list} style={{ height: lines.getTotalSize() }}>
            {shown.map(({ index, key, start }) => {
              const notice = items[index];
              if (notice === undefined) return null;
              return (
                // biome-ignore lint/a11y/useSemanticElements: see the list
                <div
                  role="listitem"
                  key={key}
                  ref={lines.measureElement}
                  data-index={index}
                  aria-setsize={hasNextPage ? -1 : items.length}
                  aria-posinset={index + 1}
                  className={styles.place}
                  style={{ translate: `0 ${start}px` }}
                >
                  <NoticeLine notice={notice} onFollow={() => !notice.read && read.mutate({ ids: [notice.id] })} />
                </div>
              );
            })}
          </div>
        </section>
      )}
    </div>
  );
}
