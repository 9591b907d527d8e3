import { Copy } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button, IconButton } from "../design/button.tsx";
import { TextField } from "../design/field.tsx";
import { firstPassword } from "../manager/users/generate.ts";
import { api } from "../server/index.ts";
import { useProblemText } from "../server/problem-text.ts";
import { inviteLink } from "../session/invite.ts";
import { useAllText } from "../text/index.ts";
import { copySecret } from "../vault/secrets/clipboard.ts";
import styles from "./first-run.module.css";

interface Made {
  username: string;
  link: string;
}

/** Makes accounts and shows the link of each: no mail server is needed, and nobody sees a password. */
export function Invites() {
  const t = useAllText();
  const say = useProblemText();
  const words = t.firstRun;
  const [name, setName] = useState("");
  const [made, setMade] = useState<Made[]>([]);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | undefined>();

  async function invite(event: FormEvent) {
    event.preventDefault();
    const username = name.trim();
    const password = firstPassword();
    setBusy(true);
    setError(undefined);
    try {
      await api.POST("/api/v1/users", { body: { username, password, enabled: true, must_change_password: true } });
      setMade([...made, { username, link: inviteLink(location.origin, { username, password }) }]);
      setName("");
    } catch (problem) {
      setError(say(problem));
    } finally {
      setBusy(false);
    }
  }

  return (
    <section aria-label={words.invite} className={styles.form}>
      <h2 className={styles.part}>{words.invite}</h2>
      <p className={styles.text}>{words.inviteText}</p>
      <form className={styles.line} onSubmit={(event) => void invite(event)}>
        <TextField
          label={t.session.username}
          error={error}
          autoCapitalize="off"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Button type="submit" busy={busy} disabled={name.trim() === ""}>
          {words.inviteGo}
        </Button>
      </form>
      {made.map(({ username, link }) => (
        <div key={username} className={styles.invited}>
          <output aria-label={words.linkFor(username)}>{link}</output>
          <IconButton
            label={t.vault.copyField(words.linkFor(username))}
            onClick={() => void copySecret(link, words.linkFor(username), t)}
          >
            <Copy aria-hidden />
          </IconButton>
        </div>
      ))}
    </section>
  );
}
