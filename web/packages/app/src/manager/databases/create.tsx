import type { PrincipalRef } from "@strongroom/client";
import { useRef, useState } from "react";
import { FormDialog } from "../../design/dialog.tsx";
import { Checkbox, PasswordField, TextArea, TextField } from "../../design/field.tsx";
import { PrincipalPicker } from "../../design/principal-picker.tsx";
import { Segmented } from "../../design/segmented.tsx";
import { toast } from "../../design/toast.tsx";
import { api } from "../../server/index.ts";
import { useUser } from "../../session/index.tsx";
import { Strength } from "../../session/strength.tsx";
import { useAllText } from "../../text/index.ts";
import { change, keys } from "../frame/data.ts";
import { useAccess } from "../frame/me.ts";
import { ShownOnce } from "../frame/shown-once.tsx";

/** Makes a shared database, or private ones for people who are chosen. */
export function NewDatabase({ onClose }: { onClose: () => void }) {
  const t = useAllText();
  const access = useAccess();
  const me = useUser();
  const words = t.manager.databases;
  const [kind, setKind] = useState<"standard" | "private">(access.databases ? "standard" : "private");
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const [owners, setOwners] = useState<PrincipalRef[]>([]);
  const [master, setMaster] = useState("");
  const [atStart, setAtStart] = useState(true);
  const [code, setCode] = useState<string | null>(null);
  // Not a state: the dialog that calls `onClose` when it is done still holds the one of before.
  const leaving = useRef(true);
  const about = { name: name.trim(), description: description.trim() || null };
  const forMe = owners.length === 0 || (owners.length === 1 && owners[0]?.id === me.id);

  async function submit() {
    if (kind === "private" && !forMe) {
      const body = { ...about, owners: owners.map(({ id }) => id) };
      await change(keys.databases, () => api.POST("/api/v1/databases/private", { body }));
      toast({ text: words.madePrivate(owners.length) });
      return;
    }
    const keysOf = kind === "standard" ? { master_password: master || null, open_at_start: atStart } : {};
    const body = { ...about, kind, ...keysOf };
    const made = await change(keys.databases, () => api.POST("/api/v1/databases", { body }));
    toast({ text: words.made(about.name) });
    if (made.data?.recovery_code == null) return;
    leaving.current = false;
    setCode(made.data.recovery_code);
  }

  if (code !== null) return <ShownOnce title={words.code} text={words.codeText} secret={code} onClose={onClose} />;
  return (
    <FormDialog
      open
      onClose={() => leaving.current && onClose()}
      title={words.new}
      size="medium"
      go={words.make}
      disabled={about.name === ""}
      submit={submit}
    >
      {access.databases && (
        <Segmented
          labelled
          label={words.kind}
          value={kind}
          onChange={setKind}
          segments={[
            { value: "standard", label: words.kinds.standard },
            { value: "private", label: words.kinds.private },
          ]}
        />
      )}
      <p>{words.kindTexts[kind]}</p>
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
      {kind === "private" && access.databases && (
        <PrincipalPicker
          label={words.owners}
          hint={words.ownersHint}
          kind={access.superAdministrator ? undefined : "user"}
          chosen={owners}
          onChange={setOwners}
        />
      )}
      {kind === "standard" && (
        <>
          <PasswordField
            label={words.master}
            hint={words.masterHint}
            autoComplete="new-password"
            value={master}
            onChange={(event) => setMaster(event.target.value)}
          />
          <Strength password={master} inputs={[name]} />
          <Checkbox
            label={words.openAtStart}
            hint={master === "" ? words.openAtStartNeeds : words.openAtStartHint}
            disabled={master === ""}
            checked={atStart || master === ""}
            onChange={(event) => setAtStart(event.target.checked)}
          />
        </>
      )}
    </FormDialog>
  );
}
