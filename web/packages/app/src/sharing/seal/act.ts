import { type Grant, isProblem } from "@strongroom/client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../server/index.ts";
import { sharingKey } from "../grants.ts";

export type SealEventName = "request" | "withdraw" | "break" | "approve" | "reject" | "reseal" | "unseal";

interface Act {
  grant: string;
  event: SealEventName;
  reason?: string;
  /** Whose access it is; of a grant to a group. */
  person?: string;
  /** The request that was looked at: a decision is for no other. */
  request?: string;
}

/** Does something to a seal, and puts the grant as it is then where it is shown. */
export async function act(database: string, { grant, event, reason, person, request }: Act): Promise<Grant | null> {
  const params = { path: { db: database, id: grant, event }, query: { person } };
  const body = { reason: reason?.trim() === "" ? null : (reason?.trim() ?? null), request: request ?? null };
  const { data } = await api.POST("/api/v1/databases/{db}/grants/{id}/seal/{event}", { params, body });
  return data ?? null;
}

/** {@link act} for a panel of one grant. Whatever became of it, the page asks anew where the seal stands. */
export function useSealAct(database: string, grant: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (what: Omit<Act, "grant">) => act(database, { grant, ...what }),
    onSuccess: (after) => after !== null && cache.setQueryData(sharingKey(database, "grant", grant), after),
    onSettled: () => cache.invalidateQueries({ queryKey: sharingKey(database) }),
  });
}

/** Whether a refusal says that the seal is elsewhere by now: look anew, nothing is broken. */
export function isElsewhere(error: unknown): boolean {
  return isProblem(error, "seal_state", "not_found");
}
