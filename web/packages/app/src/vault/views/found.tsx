import { CalendarClock, Clock, SearchX, Star } from "lucide-react";
import { useMemo } from "react";
import { Empty } from "../../design/empty.tsx";
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
  const source = useMemo(() => listSource(items), [items]);
  const title = view.kind === "search" ? view.query : t.vault[view.kind];
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
      head={<ListHead title={title} sub={sub} onMenu={onMenu} />}
      empty={isPending ? null : <NothingFound view={view} />}
      onEnd={() => {
        if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
      }}
    />
  );
}

function NothingFound({ view }: { view: Found }) {
  const t = useText();
  switch (view.kind) {
    case "search":
      return (
        <Empty icon={<SearchX aria-hidden />} title={t.vault.noResult(view.query)} text={t.vault.noResultText}>
          <code>{t.vault.searchHelp}</code>
        </Empty>
      );
    case "favourites":
      return <Empty icon={<Star aria-hidden />} title={t.vault.noFavourites} text={t.vault.noFavouritesText} />;
    case "recent":
      return <Empty icon={<Clock aria-hidden />} title={t.vault.noRecent} text={t.vault.noRecentText} />;
    case "expiring":
      return <Empty icon={<CalendarClock aria-hidden />} title={t.vault.noExpiring} text={t.vault.noExpiringText} />;
  }
}
