import { Search, SearchX } from "lucide-react";
import { Button } from "../design/button.tsx";
import { Empty } from "../design/empty.tsx";
import { useText } from "../text/index.ts";
import { useGo, type View } from "../vault/place.ts";
import { Operators } from "./operators.tsx";

/** A search that has nothing to show: because nobody typed yet, or because nothing was found, and where. */
export function NothingFound({ view }: { view: Extract<View, { kind: "search" }> }) {
  const t = useText();
  const go = useGo();
  const { query } = view;
  if (query.trim() === "") {
    return (
      <Empty icon={<Search aria-hidden />} title={t.searching.start} text={t.searching.startText}>
        <Operators onPick={(example) => go({ view: { ...view, query: example }, entry: null }, { replace: true })} />
      </Empty>
    );
  }
  return (
    <Empty
      icon={<SearchX aria-hidden />}
      title={t.vault.noResult(query)}
      text={view.database === undefined ? t.vault.noResultText : t.searching.nothingWithin}
    >
      {view.database !== undefined && (
        <Button look="go" onClick={() => go({ view: { kind: "search", query }, entry: null }, { replace: true })}>
          {t.searching.everywhere}
        </Button>
      )}
    </Empty>
  );
}
