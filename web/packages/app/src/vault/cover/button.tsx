import { LockKeyhole } from "lucide-react";
import { useState } from "react";
import { IconButton } from "../../design/button.tsx";
import { useText } from "../../text/index.ts";
import { useEntry } from "../entry.ts";
import { SecondPasswordDialog } from "./dialog.tsx";

/** Opens the dialog about the second password of an entry or folder; for whoever may set one there. */
export function SecondPasswordButton({ database, id }: { database: string; id: string }) {
  const t = useText();
  const [open, setOpen] = useState(false);
  const object = useEntry(database, id).data;
  if (object == null || object.stub === true || !object.rights.includes("set_second_password")) return null;
  return (
    <>
      <IconButton
        label={t.secondPassword.title}
        aria-pressed={object.second_password && object.second_password_at === id}
        onClick={() => setOpen(true)}
      >
        <LockKeyhole aria-hidden />
      </IconButton>
      {open && <SecondPasswordDialog object={object} onClose={() => setOpen(false)} />}
    </>
  );
}
