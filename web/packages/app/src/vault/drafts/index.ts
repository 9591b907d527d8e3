import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { queries } from "../../server/index.ts";
import { onWipe, useUser } from "../../session/index.tsx";
import { DraftBox, type Found } from "./box.ts";
import { browserShelf } from "./browser-shelf.ts";
import { PageShelf } from "./page-shelf.ts";

export type { Found } from "./box.ts";

const boxes = new Map<string, DraftBox>();
const page = new PageShelf();

/** Who sits before the page now: a browser asks nobody about the drafts of others. */
let present: string | null = null;
onWipe(() => {
  present = null;
});
addEventListener("beforeunload", (event) => {
  if (present !== null && page.holds(present)) event.preventDefault();
});

/** The drafts of the person who is signed in. */
export function useDrafts(): DraftBox {
  const { id } = useUser();
  useEffect(() => {
    present = id;
  }, [id]);
  return useMemo(() => {
    const box = boxes.get(id) ?? new DraftBox(browserShelf, page, id);
    boxes.set(id, box);
    return box;
  }, [id]);
}

/** The draft of `place` as it was when one came here; `guarded`: it may lie in the page alone. */
export function useDraft<T>(place: string, guarded = false): { ready: boolean; draft: Found<T> | null } {
  const box = useDrafts();
  const found = useQuery({
    queryKey: [...draftKey(place), guarded],
    gcTime: 0,
    staleTime: 0,
    // A browser that keeps nothing has no drafts.
    queryFn: () => box.find<T>(place, guarded).catch(() => null),
  });
  return { ready: found.isFetchedAfterMount, draft: found.data ?? null };
}

function draftKey(place: string): string[] {
  return ["draft", place];
}

/** Makes whoever shows the draft of `place` look again. */
export function draftChanged(place: string): void {
  void queries.invalidateQueries({ queryKey: draftKey(place) });
}
