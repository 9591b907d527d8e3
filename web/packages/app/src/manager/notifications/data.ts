import { useQuery } from "@tanstack/react-query";
import { api } from "../../server/index.ts";
import { everything } from "../../server/pages.ts";
import { keys } from "../frame/data.ts";

/** One's own subscriptions. */
export function useSubscriptions() {
  return useQuery({
    queryKey: keys.subscriptions,
    staleTime: 5_000,
    queryFn: ({ signal }) =>
      everything((cursor) => api.GET("/api/v1/subscriptions", { params: { query: { limit: 1000, cursor } }, signal })),
  });
}

/** The webhooks of the server. */
export function useWebhooks(enabled = true) {
  return useQuery({
    queryKey: keys.webhooks,
    staleTime: 5_000,
    enabled,
    queryFn: ({ signal }) =>
      everything((cursor) => api.GET("/api/v1/webhooks", { params: { query: { limit: 1000, cursor } }, signal })),
  });
}
