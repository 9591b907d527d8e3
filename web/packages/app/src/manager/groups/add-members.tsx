import type { Group, PrincipalRef } from "@strongroom/client";
import { useMemo, useState } from "react";
import { FormDialog } from "../../design/dialog.tsx";
import { PrincipalPicker } from "../../design/principal-picker.tsx";
import { toast } from "../../design/toast.tsx";
import { api } from "../../server/index.ts";
import { useUser } from "../../session/index.tsx";
import { useAllText } from "../../text/index.ts";
import { change, keys } from "../frame/data.ts";

/** Adds people to a group, found by name. Nobody adds themselves, so one's own name is not offered. */
export function AddMembers({ group, onClose }: { group: Group; onClose: () => void }) {
  const t = useAllText();
  const me = useUser();
  const words = t.manager.groups;
  const [chosen, setChosen] = useState<PrincipalRef[]>([]);
  const without = useMemo(
    () => new Set([me.id, ...(group.members ?? []).map((member) => member.id)]),
    [me.id, group.members],
  );

  async function submit() {
    let left = chosen;
    try {
      await change(keys.groups, async () => {
        for (const one of chosen) {
          const params = { path: { id: group.id, user: one.id } };
          await api.PUT("/api/v1/groups/{id}/members/{user}", { params });
          left = left.filter(({ id }) => id !== one.id);
        }
      });
    } finally {
      // Where it broke off, those who are in are not chosen any more.
      setChosen(left);
    }
    toast({ text: words.added(chosen.length) });
  }

  return (
    <FormDialog
      open
      onClose={onClose}
      title={words.addTo(group.name)}
      text={words.addText}
      go={t.everywhere.add}
      disabled={chosen.length === 0}
      submit={submit}
    >
      <PrincipalPicker
        autoFocus
        kind="user"
        label={words.people}
        chosen={chosen}
        onChange={setChosen}
        without={without}
      />
    </FormDialog>
  );
}
