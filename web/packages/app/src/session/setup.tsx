import { useState } from "react";
import { Button } from "../design/button.tsx";
import { PasswordField, TextField } from "../design/field.tsx";
import { api } from "../server/index.ts";
import { useText } from "../text/index.ts";
import { useSession } from "./index.tsx";
import { FormPage } from "./page.tsx";
import { Strength, tooWeak } from "./strength.tsx";

/** The code of the one-time link, which stands behind the `#` so that it is in no request and no log. */
function codeOfLink(): string {
  return decodeURIComponent(location.hash.replace(/^#/, ""));
}

/** The first run: makes the first account with the one-time code, and signs it in. */
export function Setup() {
  const t = useText();
  const { signIn } = useSession();
  const [code, setCode] = useState(codeOfLink);
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const [repeat, setRepeat] = useState("");
  const differ = repeat !== "" && repeat !== password;

  async function submit() {
    const made = await api.POST("/api/v1/setup", { body: { setup_token: code.trim(), username, password } });
    // The code leaves the address; where the data lies is told this once, so it stays with the page that goes on.
    history.replaceState({ dataFolder: made.data?.data_folder }, "", "/welcome");
    await signIn(username, password);
  }

  return (
    <FormPage title={t.session.setupTitle} text={t.session.setupText} submit={submit}>
      {(busy) => (
        <>
          <TextField
            label={t.session.setupCode}
            hint={t.session.setupCodeHint}
            mono
            value={code}
            onChange={(event) => setCode(event.target.value)}
          />
          <TextField
            label={t.session.username}
            name="username"
            autoComplete="username"
            autoCapitalize="off"
            autoFocus={code !== ""}
            value={username}
            onChange={(event) => setUsername(event.target.value)}
          />
          <PasswordField
            label={t.session.password}
            autoComplete="new-password"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
          <Strength password={password} inputs={[username]} />
          <PasswordField
            label={t.session.repeat}
            autoComplete="new-password"
            error={differ ? t.session.notTheSame : undefined}
            value={repeat}
            onChange={(event) => setRepeat(event.target.value)}
          />
          <Button
            type="submit"
            look="go"
            busy={busy}
            disabled={code === "" || username === "" || repeat !== password || tooWeak(password)}
          >
            {t.session.setupGo}
          </Button>
        </>
      )}
    </FormPage>
  );
}
