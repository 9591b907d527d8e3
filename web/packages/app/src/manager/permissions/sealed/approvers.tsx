import type { Grant, PrincipalRef } from "@strongroom/client";
import { useState } from "react";
import { FormDialog } from "../../../design/dialog.tsx";
import { PrincipalPicker } from "../../../design/principal-picker.tsx";
import { api, queries } from "../../../server/index.ts";
import { useAllText } from "../../../text/index.ts";
import { rightsKey } from "../save.ts";

/** Adds people and groups to those who may approve. */
export function ApproversDialog({ db, grant, onClose }: { db: string; grant: Grant; onClose: () => void }) {
  const t = useAllText();
  const words = t.permissionsScreen;
  const [chosen, setChosen] = useState<PrincipalRef[]>([]);
  const now = grant.seal?.approvers ?? [];
  return (
    <FormDialog
      open
      onClose={onClose}
      title={words.addApprover}
      text={words.addApproverText}
      go={t.everywhere.add}
      disabled={chosen.length === 0}
      submit={async () => {
        const approvers = [...now, ...chosen].map((one) => one.id);
        await api.PATCH("/api/v1/databases/{db}/grants/{id}", {
          params: { path: { db, id: grant.id } },
          headers: { "If-Match": `"${grant.revision}"` },
          body: { seal: { approvers } },
        });
        await queries.invalidateQueries({ queryKey: rightsKey(db) });
      }}
    >
      <PrincipalPicker
        autoFocus
        label={words.approversAre}
        chosen={chosen}
        onChange={setChosen}
        without={new Set(now.map((one) => one.id))}
      />
    </FormDialog>
  );
}
