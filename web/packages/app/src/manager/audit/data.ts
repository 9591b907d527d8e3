import type { AuditRecord } from "@strongroom/client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { api } from "../../server/index.ts";
import { keys } from "../frame/data.ts";
import { type Filter, toParameters } from "./query.ts";

const PAGE = 200;

/** The chain and the number: what tells one record from all others, and is its address. */
export function keyOf(record: Pick<AuditRecord, "database" | "number">): string {
  return `${record.database ?? "server"}/${record.number}`;
}

/** Records, newest first, page by page. */
export function useAudit(filter: Filter) {
  return useInfiniteQuery({
    queryKey: [...keys.audit, filter],
    staleTime: 0,
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam, signal }) => {
      const query = { ...toParameters(filter), limit: PAGE, cursor: pageParam };
      const { data } = await api.GET("/api/v1/audit", { params: { query }, signal });
      return { items: data?.items ?? [], next: data?.next ?? undefined };
    },
    getNextPageParam: (page) => page.next,
  });
}
