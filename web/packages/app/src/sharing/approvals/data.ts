/** The requests that wait for the person, kept fresh by the stream of events. */
import type { Approval } from "@strongroom/client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { api } from "../../server/index.ts";
import { listen, watchLive } from "../../server/live.ts";

export const APPROVALS = ["approvals"];

/** The requests that wait, the oldest first. */
export function useApprovals() {
  const cache = useQueryClient();
  const approvals = useQuery({
    queryKey: APPROVALS,
    queryFn: async () => (await api.GET("/api/v1/approvals", { params: { query: { limit: 1000 } } })).data?.items ?? [],
  });
  useEffect(() => {
    const again = () => void cache.invalidateQueries({ queryKey: APPROVALS });
    const stops = [listen("approvals.changed", again), watchLive((state) => state === "on" && again())];
    return () => {
      for (const stop of stops) stop();
    };
  }, [cache]);
  return approvals;
}

/** How many requests wait for a decision of the person: those that they approved already wait for others. */
export function useApprovalsCount(): number {
  return useApprovals().data?.filter(({ approved }) => !approved).length ?? 0;
}

/** What tells a request from every other one, also from one by the same person that came after it. */
export function keyOf({ request, grant, person }: Approval): string {
  return request ?? `${grant}.${person.id}`;
}
