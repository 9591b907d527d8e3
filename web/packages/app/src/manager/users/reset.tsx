import type { User } from "@strongroom/client";
import { useRef, useState } from "react";
import { FormDialog } from "../../design/dialog.tsx";
import { toast } from "../../design/toast.tsx";
import { api } from "../../server/index.ts";
import { useAllText } from "../../text/index.ts";
import { change, keys, match } from "../frame/data.ts";
import { ShownOnce } from "../frame/shown-once.tsx";
import { Caution } from "../frame/state.tsx";
import { isComplete, PasswordChooser, passwordOf, STANDARD } from "./password-choice.tsx";

/** Gives an account another password: its sessions end, and its person is told. */
export function ResetPassword({ user, onClose }: { user: User; onClose: () => void }) {
  const t = useAllText();
  const words = t.manager.users;
  const [choice, setChoice] = useState(STANDARD);
  const [made, setMade] = useState<string | null>(null);
  const leaving = useRef(true);

  async function submit() {
    const { password, show } = passwordOf(choice);
    const body = { password, must_change_password: choice.mustChange };
    const request = { params: { path: { id: user.id } }, headers: match(user.revision), body };
    await change(keys.users, () => api.PATCH("/api/v1/users/{id}", request));
    if (show) {
      leaving.current = false;
      setMade(password);
    } else toast({ text: words.resetDone(user.username) });
  }

  if (made !== null) {
    const text = words.passwordText(user.username);
    return <ShownOnce title={words.passwordOf(user.username)} text={text} secret={made} onClose={onClose} />;
  }
  return (
    <FormDialog
      open
      onClose={() => leaving.current && onClose()}
      title={words.resetOf(user.username)}
      size="medium"
      go={words.reset}
      disabled={!isComplete(choice)}
      submit={submit}
    >
      <Caution look="warn">{words.resetText}</Caution>
      <PasswordChooser choice={choice} onChange={setChoice} inputs={[user.username, user.full_name ?? ""]} />
    </FormDialog>
  );
}
