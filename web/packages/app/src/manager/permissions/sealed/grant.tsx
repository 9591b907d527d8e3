import type { Grant, SealState } from "@strongroom/client";
import { useMutation } from "@tanstack/react-query";
import { Stamp } from "lucide-react";
import { useState } from "react";
import { Button } from "../../../design/button.tsx";
import { FormDialog } from "../../../design/dialog.tsx";
import { Tag } from "../../../design/tag.tsx";
import { toast } from "../../../design/toast.tsx";
import { api, queries } from "../../../server/index.ts";
import { useProblemText } from "../../../server/problem-text.ts";
import { useFormat } from "../../../text/format.ts";
import { useAllText } from "../../../text/index.ts";
import { usePermissionList } from "../aside/list.ts";
import { rightsKey } from "../save.ts";
import { ApproversDialog } from "./approvers.tsx";
import styles from "./sealed.module.css";

/** The changes of a seal's state that those who administer may make, by the state that it is in. */
const EVENTS: Record<SealState, ("unseal" | "reseal")[]> = {
  sealed: ["unseal"],
  waiting: ["unseal", "reseal"],
  approved: ["unseal", "reseal"],
  broken: ["unseal", "reseal"],
  unsealed: ["reseal"],
};

/** One access that was granted: on what, by whom, its seal, and who approves. */
export function GrantCard({ db, grant }: { db: string; grant: Grant }) {
  const t = useAllText();
  const words = t.permissionsScreen;
  const format = useFormat();
  const list = usePermissionList();
  const [shown, setShown] = useState<"revoke" | "approvers" | null>(null);
  const seal = grant.seal ?? null;
  const people = seal?.people ?? [];
  const group = grant.grantee?.kind === "group";
  return (
    <article className={styles.grant} aria-label={grant.title ?? words.why.grant}>
      <header className={styles.head}>
        <b>{grant.title}</b>
        {seal === null ? (
          <Tag>{words.unsealed}</Tag>
        ) : (
          <Tag look="seal" icon={<Stamp aria-hidden />}>
            {words.sealStates[seal.state]}
          </Tag>
        )}
        {grant.suspended === true && <Tag look="deny">{words.suspendedGrant}</Tag>}
      </header>
      <dl className={styles.facts}>
        <dt>{words.columnGives}</dt>
        <dd>{list(grant.permissions)}</dd>
        <dt>{words.columnBy}</dt>
        <dd>{grant.author?.name ?? t.everywhere.none}</dd>
        {grant.valid_to != null && (
          <>
            <dt>{words.validTo}</dt>
            <dd>{format.dateTime(grant.valid_to)}</dd>
          </>
        )}
        {seal !== null && (
          <>
            <dt>{words.approversAre}</dt>
            <dd>
              {words.approvers(
                format.list(seal.approvers.map((one) => one.name)),
                words.quorum(seal.quorum, seal.approvers.length),
              )}
            </dd>
          </>
        )}
      </dl>
      {seal !== null && !group && <SealButtons db={db} grant={grant} state={seal.state} />}
      {group &&
        people.map((one) => (
          <div key={one.person?.id} className={styles.person}>
            <span>{one.person?.name}</span>
            <Tag look="seal">{words.sealStates[one.state]}</Tag>
            <SealButtons db={db} grant={grant} state={one.state} person={one.person?.id} />
          </div>
        ))}
      <footer className={styles.foot}>
        {seal !== null && (
          <Button look="plain" onClick={() => setShown("approvers")}>
            {words.addApprover}
          </Button>
        )}
        <Button look="plain" onClick={() => setShown("revoke")}>
          {words.revoke}
        </Button>
      </footer>
      {shown === "approvers" && <ApproversDialog db={db} grant={grant} onClose={() => setShown(null)} />}
      <FormDialog
        open={shown === "revoke"}
        onClose={() => setShown(null)}
        title={words.revokeConfirm}
        text={words.revokeText}
        go={words.revoke}
        danger
        submit={async () => {
          await api.DELETE("/api/v1/databases/{db}/grants/{id}", {
            params: { path: { db, id: grant.id } },
            headers: { "If-Match": `"${grant.revision}"` },
          });
          await queries.invalidateQueries({ queryKey: rightsKey(db) });
          toast({ text: words.revoked });
        }}
      >
        {null}
      </FormDialog>
    </article>
  );
}

interface SealProps {
  db: string;
  grant: Grant;
  state: SealState;
  /** Whose, of a group's grant. */
  person?: string | undefined;
}

function SealButtons({ db, grant, state, person }: SealProps) {
  const words = useAllText().permissionsScreen;
  const say = useProblemText();
  const change = useMutation({
    mutationFn: async (event: "unseal" | "reseal") =>
      (
        await api.POST("/api/v1/databases/{db}/grants/{id}/seal/{event}", {
          params: { path: { db, id: grant.id, event }, query: person === undefined ? {} : { person } },
          body: {},
        })
      ).data,
    onSuccess: (after) => toast({ text: words.sealChanged(words.sealStates[after?.seal?.state ?? "unsealed"]) }),
    onError: (error) => toast({ text: say(error), look: "bad" }),
    onSettled: () => queries.invalidateQueries({ queryKey: rightsKey(db) }),
  });
  return (
    <span className={styles.events}>
      {EVENTS[state].map((event) => (
        <Button key={event} busy={change.isPending} onClick={() => change.mutate(event)}>
          {words[event]}
        </Button>
      ))}
    </span>
  );
}
