import { useQuery } from "@tanstack/react-query";
import { api } from "../server/index.ts";

/** What a principal is called: the name of the person, else the name of the account or group. */
export function called(principal: { name: string; full_name?: string | null }): string {
  return principal.full_name ?? principal.name;
}

/** The name of a user or group by id; `undefined` while nobody knows it, or where the server does not tell. */
export function useName(id: string | null | undefined): string | undefined {
  const found = useQuery({
    queryKey: ["principal", id],
    enabled: id != null,
    staleTime: 600_000,
    queryFn: async () => {
      const page = (await api.GET("/api/v1/principals", { params: { query: { ids: id ?? "" } } })).data;
      const principal = page?.items[0];
      return principal === undefined ? null : called(principal);
    },
  });
  return found.data ?? undefined;
}
