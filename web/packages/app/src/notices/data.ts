/** The person's inbox, kept fresh by the stream of events. */
import type { Inbox, Notice } from "@strongroom/client";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { toast } from "../design/toast.tsx";
import { api } from "../server/index.ts";
import { listen, watchLive } from "../server/live.ts";
import { useProblemText } from "../server/problem-text.ts";

const KEY = ["notices", "inbox"];
const PAGE = 100;

/** What was read of the inbox, newest first, and how many of all are unread. */
export function useInbox() {
  const cache = useQueryClient();
  const inbox = useInfiniteQuery({
    queryKey: KEY,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: Inbox) => last.next ?? undefined,
    queryFn: async ({ pageParam }: { pageParam: string | undefined }): Promise<Inbox> =>
      (await api.GET("/api/v1/notices", { params: { query: { limit: PAGE, cursor: pageParam } } })).data ?? {
        items: [],
        next: null,
        unread: 0,
      },
  });
  useEffect(() => {
    const again = () => void cache.invalidateQueries({ queryKey: KEY });
    const stops = [listen("notice.new", again), watchLive((state) => state === "on" && again())];
    return () => {
      for (const stop of stops) stop();
    };
  }, [cache]);
  const items: Notice[] = inbox.data?.pages.flatMap((page) => page.items) ?? [];
  return { ...inbox, items, unread: inbox.data?.pages[0]?.unread ?? 0 };
}

/** Notes that notices were read: those named, or all. */
export function useMarkRead() {
  const say = useProblemText();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (which: { ids: string[] } | { all: true }) => api.POST("/api/v1/notices/read", { body: which }),
    onError: (error) => toast({ text: say(error), look: "bad" }),
    onSettled: () => cache.invalidateQueries({ queryKey: KEY }),
  });
}
