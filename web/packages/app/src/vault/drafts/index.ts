import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { queries } from "../../server/index.ts";
import { useUser } from "../../session/index.tsx";
import { DraftBox, type Found } from "./box.ts";
import { browserShelf } from "./browser-shelf.ts";

export type { Found } from "./box.ts";

const boxes = new Map<string, DraftBox>();

/** The drafts of the person who is signed in. */
export function useDrafts(): DraftBox {
  const { id } = useUser();
  return useMemo(() => {
    const box = boxes.get(id) ?? new DraftBox(browserShelf, id);
    boxes.set(id, box);
    return box;
  }, [id]);
}

/** The draft of `place` as it was when one came here; a browser that keeps nothing has none. */
export function useDraft<T>(place: string): { ready: boolean; draft: Found<T> | null } {
  const box = useDrafts();
  const found = useQuery({
    queryKey: draftKey(place),
    gcTime: 0,
    staleTime: 0,
    queryFn: () => box.find<T>(place).catch(() => null),
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
