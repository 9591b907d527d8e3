import { useRef, useState } from "react";
import { FormDialog } from "../../design/dialog.tsx";
import { toast } from "../../design/toast.tsx";
import { api } from "../../server/index.ts";
import { useAllText } from "../../text/index.ts";
import { change, keys } from "../frame/data.ts";
import { useAccess } from "../frame/me.ts";
import { ShownOnce } from "../frame/shown-once.tsx";
import { isComplete, PasswordChooser, passwordOf, STANDARD } from "./password-choice.tsx";
import { type Profile, ProfileFields } from "./profile.tsx";

/** Makes an account; a generated password is shown once. */
export function NewUser({ onClose }: { onClose: () => void }) {
  const t = useAllText();
  const access = useAccess();
  const words = t.manager.users;
  const [profile, setProfile] = useState<Profile>({ username: "", roles: [] });
  const [choice, setChoice] = useState(STANDARD);
  const [made, setMade] = useState<{ name: string; password: string } | null>(null);
  // Not a state: the dialog that calls `onClose` when it is done still holds the one of before.
  const leaving = useRef(true);
  const name = profile.username.trim();

  async function submit() {
    const { password, show } = passwordOf(choice);
    const body = {
      username: name,
      full_name: profile.full_name?.trim() || null,
      email: profile.email?.trim() || null,
      department: profile.department?.trim() || null,
      roles: profile.roles,
      enabled: true,
      password,
      must_change_password: choice.mustChange,
    };
    await change(keys.users, () => api.POST("/api/v1/users", { body }));
    void change(keys.licence, async () => undefined);
    if (show) {
      leaving.current = false;
      setMade({ name, password });
    } else toast({ text: words.made(name) });
  }

  if (made !== null) {
    const text = words.passwordText(made.name);
    return <ShownOnce title={words.passwordOf(made.name)} text={text} secret={made.password} onClose={onClose} />;
  }
  return (
    <FormDialog
      open
      onClose={() => leaving.current && onClose()}
      title={words.new}
      size="medium"
      go={words.make}
      disabled={name === "" || !isComplete(choice)}
      submit={submit}
    >
      <ProfileFields profile={profile} onChange={setProfile} identity roles={access.superAdministrator} />
      <PasswordChooser choice={choice} onChange={setChoice} inputs={[name, profile.full_name ?? ""]} />
    </FormDialog>
  );
}
