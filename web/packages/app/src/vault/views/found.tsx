import { CalendarClock, Clock, Star } from "lucide-react";
import { useMemo } from "react";
import { Empty } from "../../design/empty.tsx";
import { SearchHead } from "../../searching/head.tsx";
import { wordsOf } from "../../searching/marks.ts";
import { NothingFound } from "../../searching/nothing.tsx";
import { Within } from "../../searching/within.tsx";
import { useFormat } from "../../text/format.ts";
import { useText } from "../../text/index.ts";
import { useDatabases } from "../databases.ts";
import { listSource } from "../list/source.ts";
import type { OpenEntry } from "../place.ts";
import { type Found, useFound } from "./found.ts";
import { ListHead } from "./list-head.tsx";
import { ListPane } from "./list-pane.tsx";

/** What a search found, favourites, what was used last, what expires: lists over all databases. */
export function FoundView({ view, entry, onMenu }: { view: Found; entry: OpenEntry | null; onMenu: () => void }) {
  const t = useText();
  const format = useFormat();
  const databases = useDatabases();
  const { items, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, notSearched } = useFound(view);
  const query = view.kind === "search" ? view.query : "";
  const source = useMemo(() => {
    const marks = wordsOf(query);
    return listSource(marks.length === 0 ? items : items.map((item) => ({ ...item, marks })));
  }, [items, query]);
  const title = view.kind === "search" ? t.searching.title : t.vault[view.kind];
  const missing = notSearched
    .map((id) => databases.data?.find((one) => one.id === id)?.name)
    .filter((name) => name !== undefined);
  const sub = missing.length > 0 ? t.vault.notSearched(format.list(missing)) : undefined;
  return (
    <ListPane
      view={view}
      entry={entry}
      label={title}
      source={source}
      head={
        view.kind === "search" ? (
          <SearchHead view={view} entry={entry} sub={sub} onMenu={onMenu} />
        ) : (
          <ListHead title={title} sub={sub} onMenu={onMenu}>
            {view.kind === "expiring" && <Within view={view} />}
          </ListHead>
        )
      }
      empty={isPending && !(view.kind === "search" && query.trim() === "") ? null : <Nothing view={view} />}
      onEnd={() => {
        if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
      }}
    />
  );
}

function Nothing({ view }: { view: Found }) {
  const t = useText();
  switch (view.kind) {
    case "search":
      return <NothingFound view={view} />;
    case "favourites":
      return <Empty icon={<Star aria-hidden />} title={t.vault.noFavourites} text={t.vault.noFavouritesText} />;
    case "recent":
      return <Empty icon={<Clock aria-hidden />} title={t.vault.noRecent} text={t.vault.noRecentText} />;
    case "expiring":
      return (
        <Empty
          icon={<CalendarClock aria-hidden />}
          title={t.searching.noExpiring(view.within)}
          text={t.vault.noExpiringText}
        />
      );
  }
}
