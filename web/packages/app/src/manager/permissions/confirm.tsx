import { useState } from "react";
import { FormDialog } from "../../design/dialog.tsx";
import { TextField } from "../../design/field.tsx";
import { useAllText } from "../../text/index.ts";
import styles from "./principal.module.css";

interface ConfirmProps {
  who: string;
  database: string;
  /** Something is denied at the database. */
  atDatabase: boolean;
  /** The person who saves loses the right to administer. */
  own: boolean;
  onClose: () => void;
  submit: () => Promise<unknown>;
}

/** Asks for the name of the database before a deny that reaches everything, or one that takes one's own right. */
export function ConfirmDialog({ who, database, atDatabase, own, onClose, submit }: ConfirmProps) {
  const t = useAllText();
  const words = t.permissionsScreen;
  const [typed, setTyped] = useState("");
  return (
    <FormDialog
      open
      onClose={onClose}
      title={words.confirmTitle}
      go={words.confirmSave}
      danger
      disabled={typed !== database}
      submit={submit}
    >
      {atDatabase && <p className={styles.warning}>{words.confirmDatabase(who)}</p>}
      {own && <p className={styles.warning}>{words.confirmOwn}</p>}
      <TextField
        autoFocus
        label={t.everywhere.typeToConfirm(database)}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
    </FormDialog>
  );
}
