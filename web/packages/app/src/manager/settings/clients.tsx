import type { Openers, ServerSettings } from "@strongroom/client";
import { useState } from "react";
import { Button } from "../../design/button.tsx";
import { Card } from "../../design/card.tsx";
import { SelectField, TextField } from "../../design/field.tsx";
import { toast } from "../../design/toast.tsx";
import { takeClipboardSeconds } from "../../server/clipboard-time.ts";
import { api } from "../../server/index.ts";
import { useProblemText } from "../../server/problem-text.ts";
import { useAllText } from "../../text/index.ts";
import { change, keys, useSettings } from "../frame/data.ts";
import { useAccess } from "../frame/me.ts";
import { Fact, Facts } from "../frame/panes.tsx";
import { Answer } from "../frame/state.tsx";
import styles from "./settings.module.css";

/** The bounds of the server, in seconds. */
const LEAST = 5;
const MOST = 600;

/** What the server asks of everybody's clients, and lets readers know. */
export function ClientsCard() {
  const t = useAllText();
  const { superAdministrator } = useAccess();
  const settings = useSettings();
  return (
    <Card caption={t.manager.settings.clients}>
      <Answer of={settings}>
        {(now) => (superAdministrator ? <Form key={JSON.stringify(now)} now={now} /> : <Told now={now} />)}
      </Answer>
    </Card>
  );
}

function Told({ now }: { now: ServerSettings }) {
  const t = useAllText();
  const words = t.manager.settings;
  return (
    <Facts>
      <Fact name={words.clipboard}>{words.seconds(now.clipboard_seconds)}</Fact>
      <Fact name={words.openers}>{words.openersOf[now.openers]}</Fact>
    </Facts>
  );
}

function Form({ now }: { now: ServerSettings }) {
  const t = useAllText();
  const say = useProblemText();
  const words = t.manager.settings;
  const [seconds, setSeconds] = useState(String(now.clipboard_seconds));
  const [openers, setOpeners] = useState(now.openers);
  const [busy, setBusy] = useState(false);
  const wanted: ServerSettings = { clipboard_seconds: Number(seconds), openers };
  const good = /^\d+$/.test(seconds) && wanted.clipboard_seconds >= LEAST && wanted.clipboard_seconds <= MOST;
  const same = wanted.clipboard_seconds === now.clipboard_seconds && openers === now.openers;

  async function put(body: ServerSettings) {
    await change(keys.settings, () => api.PUT("/api/v1/settings", { body }));
    takeClipboardSeconds(body.clipboard_seconds);
  }
  const tell = (error: unknown) => toast({ text: say(error), look: "bad" });
  async function save() {
    setBusy(true);
    try {
      await put(wanted);
      const undo = { label: t.everywhere.undo, run: () => void put(now).catch(tell) };
      toast({ text: words.saved, action: undo });
    } catch (error) {
      tell(error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <TextField
        label={words.clipboard}
        hint={words.clipboardHint}
        error={good ? undefined : words.bounds(LEAST, MOST)}
        inputMode="numeric"
        value={seconds}
        onChange={(event) => setSeconds(event.target.value)}
      />
      <SelectField
        label={words.openers}
        hint={words.openersHint}
        value={openers}
        onChange={(event) => setOpeners(event.target.value as Openers)}
      >
        {(["number", "names"] as const).map((one) => (
          <option key={one} value={one}>
            {words.openersOf[one]}
          </option>
        ))}
      </SelectField>
      <div>
        <Button type="submit" look="go" busy={busy} disabled={!good || same}>
          {t.everywhere.save}
        </Button>
      </div>
    </form>
  );
}
