/** What is done about grants that are there. Each says what it did, and offers to undo what can be undone. */
import type { Grant, NewGrant, PrincipalRef } from "@strongroom/client";
import { toast } from "../../design/toast.tsx";
import { api } from "../../server/index.ts";
import { useUser } from "../../session/index.tsx";
import { useText } from "../../text/index.ts";
import { useSharingChanged } from "../grants.ts";
import { useSharingProblem } from "../problem.ts";
import { Giving, revoke } from "./give.ts";

/** The same access once more, as a new grant: an ended one never comes back to life. */
function again(grant: Grant): NewGrant[] {
  if (grant.grantee == null) return [];
  const { seal } = grant;
  return [
    {
      object: grant.object,
      grantee: grant.grantee.id,
      permissions: grant.permissions,
      valid_from: grant.valid_from ?? null,
      valid_to: grant.valid_to ?? null,
      note: grant.note ?? null,
      seal:
        seal == null
          ? null
          : { approvers: seal.approvers.map(({ id }) => id), quorum: seal.quorum, open_for: seal.open_for ?? null },
    },
  ];
}

/** Revoking, adopting, sealing again and taking a seal off. */
export function useGrantActs(database: string) {
  const t = useText();
  const me = useUser();
  const say = useSharingProblem();
  const changed = useSharingChanged(database);

  async function tell(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      toast({ text: say(error), look: "bad" });
    } finally {
      await changed();
    }
  }

  return {
    revoke: (grants: Grant[], name: string) =>
      tell(async () => {
        await revoke(database, grants);
        // Only its author can give the same again; what a gone right gave can nobody.
        const back = grants
          .filter(({ author, suspended }) => author?.id === me.id && suspended !== true)
          .flatMap(again);
        const undo = () =>
          void tell(async () => {
            // Two grants to one person on one object are two of them again.
            for (const plan of back) await new Giving(database).give([plan], () => undefined);
            toast({ text: t.sharing.gaveBack });
          });
        toast({
          text: t.sharing.revoked(name),
          action: back.length === grants.length ? { label: t.everywhere.undo, run: undo } : undefined,
        });
      }),
    adopt: (grants: Grant[], name: string) =>
      tell(async () => {
        for (const { id } of grants) {
          await api.POST("/api/v1/databases/{db}/grants/{id}/adopt", { params: { path: { db: database, id } } });
        }
        toast({ text: t.sharing.adopted(name) });
      }),
    seal: (grant: Grant, event: "reseal" | "unseal", person: PrincipalRef, name: string) =>
      tell(async () => {
        const params = { path: { db: database, id: grant.id, event }, query: { person: person.id } };
        const { data } = await api.POST("/api/v1/databases/{db}/grants/{id}/seal/{event}", { params, body: {} });
        const now = data?.seal?.people.find((one) => one.person?.id === person.id)?.state;
        if (event === "reseal") toast({ text: t.sharing.resealed(name) });
        else toast({ text: now === "unsealed" ? t.sharing.unsealed(name) : t.sharing.unsealVoted });
      }),
  };
}
