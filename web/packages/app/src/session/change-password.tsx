import { useState } from "react";
import { Button } from "../design/button.tsx";
import { PasswordField } from "../design/field.tsx";
import { api } from "../server/index.ts";
import { useText } from "../text/index.ts";
import { useSession, useUser } from "./index.tsx";
import { firstPasswordOf } from "./invite.ts";
import { FormPage } from "./page.tsx";
import { Strength, tooWeak } from "./strength.tsx";

/** The page of somebody whose password was chosen by another: nothing else is open until they chose their own. */
export function ForcedChange() {
  const t = useText();
  const user = useUser();
  const { reload, signOut } = useSession();
  // Whoever came by a link has no password to remember yet.
  const [first] = useState(() => firstPasswordOf(user.username));
  const [current, setCurrent] = useState(first ?? "");
  const [fresh, setFresh] = useState("");
  const [repeat, setRepeat] = useState("");

  async function submit() {
    await api.POST("/api/v1/auth/password", { body: { current_password: current, new_password: fresh } });
    await reload();
  }

  return (
    <FormPage
      title={t.session.changeTitle}
      text={t.session.changeText}
      submit={submit}
      below={
        <Button look="plain" onClick={() => void signOut()}>
          {t.session.signOut}
        </Button>
      }
    >
      {(busy) => (
        <>
          <input type="hidden" name="username" autoComplete="username" value={user.username} readOnly />
          {first === null && (
            <PasswordField
              label={t.session.current}
              autoFocus
              value={current}
              onChange={(event) => setCurrent(event.target.value)}
            />
          )}
          <PasswordField
            label={t.session.fresh}
            autoComplete="new-password"
            value={fresh}
            onChange={(event) => setFresh(event.target.value)}
          />
          <Strength password={fresh} inputs={[user.username, user.full_name ?? ""]} />
          <PasswordField
            label={t.session.repeat}
            autoComplete="new-password"
            error={repeat !== "" && repeat !== fresh ? t.session.notTheSame : undefined}
            value={repeat}
            onChange={(event) => setRepeat(event.target.value)}
          />
          <Button type="submit" look="go" busy={busy} disabled={current === "" || repeat !== fresh || tooWeak(fresh)}>
            {t.session.changeGo}
          </Button>
        </>
      )}
    </FormPage>
  );
}
