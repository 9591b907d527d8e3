import type { Group, PatchGroup } from "@strongroom/client";
import { useState } from "react";
import { FormDialog } from "../../design/dialog.tsx";
import { Checkbox, TextArea, TextField } from "../../design/field.tsx";
import { toast } from "../../design/toast.tsx";
import { api } from "../../server/index.ts";
import { useAllText } from "../../text/index.ts";
import { change, keys, match } from "../frame/data.ts";
import { useAccess } from "../frame/me.ts";

/** Makes a group, or changes what it is called and for. */
export function GroupForm({ group, onClose }: { group?: Group; onClose: () => void }) {
  const t = useAllText();
  const access = useAccess();
  const words = t.manager.groups;
  // What is sent is what differs from what was seen here, also after somebody else has changed the group.
  const [seen] = useState(group);
  const [name, setName] = useState(group?.name ?? "");
  const [description, setDescription] = useState(group?.description ?? "");
  const [shielded, setShielded] = useState(group?.protected ?? false);

  async function submit() {
    const about = { name: name.trim(), description: description.trim() || null };
    if (group === undefined || seen === undefined) {
      const body = { ...about, enabled: true, protected: shielded };
      await change(keys.groups, () => api.POST("/api/v1/groups", { body }));
      toast({ text: words.made(about.name) });
      return;
    }
    const body: PatchGroup = {};
    if (about.name !== seen.name) body.name = about.name;
    if (about.description !== (seen.description ?? null)) body.description = about.description;
    if (shielded !== seen.protected) body.protected = shielded;
    if (Object.keys(body).length === 0) return;
    const request = { params: { path: { id: group.id } }, headers: match(group.revision), body };
    await change(keys.groups, () => api.PATCH("/api/v1/groups/{id}", request));
    toast({ text: words.saved(about.name) });
  }

  return (
    <FormDialog
      open
      onClose={onClose}
      title={group === undefined ? words.new : words.editOf(group.name)}
      go={group === undefined ? words.make : t.everywhere.save}
      disabled={name.trim() === ""}
      submit={submit}
    >
      <TextField
        autoFocus
        required
        label={t.everywhere.name}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <TextArea
        rows={2}
        label={words.description}
        value={description}
        onChange={(event) => setDescription(event.target.value)}
      />
      {access.superAdministrator && (
        <Checkbox
          label={words.protect}
          hint={words.protectHint}
          checked={shielded}
          onChange={(event) => setShielded(event.target.checked)}
        />
      )}
    </FormDialog>
  );
}
