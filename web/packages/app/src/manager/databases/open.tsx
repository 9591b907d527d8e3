import type { Database } from "@strongroom/client";
import { useState } from "react";
import { FormDialog } from "../../design/dialog.tsx";
import { PasswordField, SelectField } from "../../design/field.tsx";
import { toast } from "../../design/toast.tsx";
import { api } from "../../server/index.ts";
import { useAllText } from "../../text/index.ts";
import { change, keys } from "../frame/data.ts";

type By = "master_password" | "recovery_code" | "old_password";

/** Opens a closed database by what opens it: its master password; a private one also by its code or an old password. */
export function OpenDatabase({ database, onClose }: { database: Database; onClose: () => void }) {
  const t = useAllText();
  const words = t.manager.databases;
  const ways: By[] =
    database.kind === "standard"
      ? ["master_password"]
      : database.has_master_password
        ? ["recovery_code", "old_password", "master_password"]
        : ["recovery_code", "old_password"];
  const [by, setBy] = useState<By>(ways[0] ?? "master_password");
  const [secret, setSecret] = useState("");

  async function submit() {
    const body = { [by]: by === "recovery_code" ? secret.trim() : secret };
    const params = { path: { db: database.id } };
    await change(keys.databases, () => api.POST("/api/v1/databases/{db}/open", { params, body }));
    toast({ text: words.openedToast(database.name) });
  }

  return (
    <FormDialog
      open
      onClose={onClose}
      title={words.openTitle(database.name)}
      text={words.openText}
      go={t.everywhere.open}
      disabled={secret === ""}
      submit={submit}
    >
      {ways.length > 1 && (
        <SelectField label={words.openBy} value={by} onChange={(event) => setBy(event.target.value as By)}>
          {ways.map((way) => (
            <option key={way} value={way}>
              {words.ways[way]}
            </option>
          ))}
        </SelectField>
      )}
      <PasswordField
        autoFocus
        label={words.ways[by]}
        autoComplete="off"
        value={secret}
        onChange={(event) => setSecret(event.target.value)}
      />
    </FormDialog>
  );
}
