import { useState } from "react";
import { Button } from "../design/button.tsx";
import { PasswordField, TextField } from "../design/field.tsx";
import { useText } from "../text/index.ts";
import { type SessionState, useSession } from "./index.tsx";
import { invitation } from "./invite.ts";
import { FormPage } from "./page.tsx";

/** Signing in, and unlocking: the same page, with the name filled in where a session ended under somebody. */
export function SignIn({ out }: { out: Extract<SessionState, { kind: "out" }> }) {
  const t = useText();
  const { signIn } = useSession();
  const [known, setKnown] = useState(out.username);
  const [invite] = useState(invitation);
  const [username, setUsername] = useState(out.username ?? invite?.username ?? "");
  const [password, setPassword] = useState(invite?.password ?? "");
  const locked = out.why === "locked" && known !== undefined;

  async function submit() {
    try {
      await signIn(username, password);
    } finally {
      setPassword("");
    }
  }

  const welcome = invite === null ? undefined : t.session.invited(invite.username);
  const text = known === undefined ? welcome : locked ? t.session.lockedText(known) : t.shell.ended;
  return (
    <FormPage title={locked ? t.session.locked : t.session.signInTo(out.info.name)} text={text} submit={submit}>
      {(busy) => (
        <>
          {!locked && (
            <TextField
              label={t.session.username}
              name="username"
              autoComplete="username"
              autoCapitalize="off"
              autoFocus={known === undefined}
              required
              value={username}
              onChange={(event) => setUsername(event.target.value)}
            />
          )}
          <PasswordField
            label={t.session.password}
            name="password"
            autoFocus={known !== undefined}
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
          <Button type="submit" look="go" busy={busy} disabled={username === "" || password === ""}>
            {locked ? t.session.unlock : t.session.signIn}
          </Button>
          {locked && (
            <Button
              look="plain"
              onClick={() => {
                setKnown(undefined);
                setUsername("");
              }}
            >
              {t.session.otherAccount}
            </Button>
          )}
        </>
      )}
    </FormPage>
  );
}
