import type { Attachment, ObjectAnswer } from "@strongroom/client";
import { useState } from "react";
import { FormDialog } from "../../design/dialog.tsx";
import { TextField } from "../../design/field.tsx";
import { toast } from "../../design/toast.tsx";
import { api } from "../../server/index.ts";
import { useText } from "../../text/index.ts";
import { secondPasswordHeader, withSecondPassword } from "../secrets/second-password.tsx";
import { attachmentsChanged } from "./list.ts";

interface Props {
  entry: ObjectAnswer;
  file: Attachment;
  onClose: () => void;
}

/** Asks before a file goes for good, by its name: there is no bin for files. */
export function RemoveDialog({ entry, file, onClose }: Props) {
  const t = useText();
  const [typed, setTyped] = useState("");
  async function remove() {
    await withSecondPassword(entry, (password) =>
      api.DELETE("/api/v1/databases/{db}/objects/{id}/attachments/{attachment}", {
        params: { path: { db: entry.database, id: entry.id, attachment: file.id } },
        headers: secondPasswordHeader(password),
      }),
    );
    await attachmentsChanged(entry.database, entry.id);
    toast({ text: t.attachments.removed(file.name) });
  }
  return (
    <FormDialog
      open
      danger
      title={t.attachments.removeTitle}
      text={t.attachments.removeText(file.name)}
      go={t.everywhere.delete}
      disabled={typed.trim() !== file.name.trim()}
      onClose={onClose}
      submit={remove}
    >
      <TextField
        label={t.everywhere.typeToConfirm(file.name)}
        autoFocus
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
    </FormDialog>
  );
}
