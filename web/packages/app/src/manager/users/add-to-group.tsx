import type { PrincipalRef, User } from "@strongroom/client";
import { useMemo, useState } from "react";
import { FormDialog } from "../../design/dialog.tsx";
import { PrincipalPicker } from "../../design/principal-picker.tsx";
import { toast } from "../../design/toast.tsx";
import { api } from "../../server/index.ts";
import { useAllText } from "../../text/index.ts";
import { change, keys } from "../frame/data.ts";

/** Makes somebody a member of groups that are found by name. */
export function AddToGroup({ user, onClose }: { user: User; onClose: () => void }) {
  const t = useAllText();
  const words = t.manager.users;
  const [chosen, setChosen] = useState<PrincipalRef[]>([]);
  const without = useMemo(() => new Set((user.groups ?? []).map(({ id }) => id)), [user.groups]);

  async function submit() {
    let left = chosen;
    try {
      for (const { id } of chosen) {
        await api.PUT("/api/v1/groups/{id}/members/{user}", { params: { path: { id, user: user.id } } });
        left = left.filter((one) => one.id !== id);
      }
    } finally {
      // Where it broke off, the groups that have the person already are not chosen any more.
      setChosen(left);
      await change(keys.users, async () => undefined);
      await change(keys.groups, async () => undefined);
    }
    toast({ text: words.addedTo(user.username, chosen.length) });
  }

  return (
    <FormDialog
      open
      onClose={onClose}
      title={words.addToGroups(user.username)}
      text={words.addToGroupsText}
      go={t.everywhere.add}
      disabled={chosen.length === 0}
      submit={submit}
    >
      <PrincipalPicker
        autoFocus
        kind="group"
        label={t.manager.places.groups}
        chosen={chosen}
        onChange={setChosen}
        without={without}
      />
    </FormDialog>
  );
}
