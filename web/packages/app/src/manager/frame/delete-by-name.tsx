import { type ReactNode, useState } from "react";
import { FormDialog } from "../../design/dialog.tsx";
import { TextField } from "../../design/field.tsx";
import { useText } from "../../text/index.ts";

interface DeleteByNameProps {
  title: string;
  /** What goes with it: it can not be undone. */
  text: ReactNode;
  name: string;
  onClose: () => void;
  submit: () => Promise<unknown>;
}

/** Asks for the name of what is deleted for good: the only thing here that can not be undone. */
export function DeleteByName({ title, text, name, onClose, submit }: DeleteByNameProps) {
  const t = useText();
  const [typed, setTyped] = useState("");
  return (
    <FormDialog
      open
      onClose={onClose}
      title={title}
      text={text}
      go={t.everywhere.delete}
      danger
      disabled={typed !== name}
      submit={submit}
    >
      <TextField
        autoFocus
        label={t.everywhere.typeToConfirm(name)}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
    </FormDialog>
  );
}
