import { useState } from "react";
import { knownCatalogue, useCatalogue } from "../catalogue/index.ts";
import { FormDialog } from "../design/dialog.tsx";
import { TextField } from "../design/field.tsx";
import { toast } from "../design/toast.tsx";
import { api } from "../server/index.ts";
import { useProblemText } from "../server/problem-text.ts";
import { Told } from "../server/told.ts";
import { useText } from "../text/index.ts";
import { useDatabases } from "../vault/databases.ts";
import { putUnder } from "../vault/secrets/put-under.ts";
import { NotUnlocked } from "../vault/secrets/second-password.tsx";
import { deleteObjects, type Target } from "./calls.ts";

/** Makes a folder. It can be undone, like everything else that is no secret. */
export function NewFolder({ target, onClose }: { target: Target; onClose: () => void }) {
  const t = useText();
  const say = useProblemText();
  const catalogue = useCatalogue(target.database);
  const [title, setTitle] = useState("");
  const row = catalogue.row(target.folder);
  const name = useDatabases().data?.find(({ id }) => id === target.database)?.name;
  const above = row >= 0 ? catalogue.item(row).title : name;

  async function submit() {
    const params = { path: { db: target.database } };
    const body = { parent: target.folder, kind: "folder" as const, title: title.trim() };
    const made = await putUnder(
      target.database,
      target.folder,
      async (headers) => (await api.POST("/api/v1/databases/{db}/objects", { params, body, headers })).data,
    ).catch((error) => {
      throw error instanceof NotUnlocked ? new Told(t.problems.second_password_required, error) : error;
    });
    void knownCatalogue(target.database)?.refresh();
    if (made === undefined) return;
    const run = () =>
      void deleteObjects(target.database, [{ id: made.id, revision: "*" }]).catch((error) =>
        toast({ text: say(error), look: "bad" }),
      );
    toast({ text: t.moving.folderMade(made.title), action: { label: t.everywhere.undo, run } });
  }
  return (
    <FormDialog
      open
      title={t.vault.newFolder}
      text={above === undefined ? undefined : t.moving.inFolder(above)}
      go={t.moving.makeFolder}
      disabled={title.trim() === ""}
      onClose={onClose}
      submit={submit}
    >
      <TextField
        label={t.everywhere.name}
        autoFocus
        maxLength={500}
        value={title}
        onChange={(event) => setTitle(event.target.value)}
      />
    </FormDialog>
  );
}
