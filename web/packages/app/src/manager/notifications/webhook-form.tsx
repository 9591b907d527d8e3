import type { PatchWebhook, Webhook } from "@strongroom/client";
import { isProblem } from "@strongroom/client";
import { useRef, useState } from "react";
import { FormDialog } from "../../design/dialog.tsx";
import { TextField } from "../../design/field.tsx";
import { toast } from "../../design/toast.tsx";
import { api } from "../../server/index.ts";
import { useAllText } from "../../text/index.ts";
import { change, keys, match } from "../frame/data.ts";
import { ShownOnce } from "../frame/shown-once.tsx";

/** Makes a webhook, whose secret is shown once, or changes one. */
export function WebhookForm({ webhook, onClose }: { webhook?: Webhook; onClose: () => void }) {
  const t = useAllText();
  const words = t.manager.notifications;
  const [url, setUrl] = useState(webhook?.url ?? "");
  const [what, setWhat] = useState(webhook?.description ?? "");
  const [refused, setRefused] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const leaving = useRef(true);
  const wrong = url !== "" && !/^https:\/\/\S+$/.test(url.trim());

  async function submit() {
    setRefused(false);
    const about = { url: url.trim(), description: what.trim() || null };
    try {
      if (webhook === undefined) await make(about);
      else await save(webhook, about);
    } catch (error) {
      if (isProblem(error, "invalid_request")) setRefused(true);
      throw error;
    }
  }
  async function make(body: { url: string; description: string | null }) {
    const made = await change(keys.webhooks, () => api.POST("/api/v1/webhooks", { body }));
    if (made.data?.secret == null) return;
    leaving.current = false;
    setSecret(made.data.secret);
  }
  async function save({ id, revision }: Webhook, body: PatchWebhook) {
    const request = { params: { path: { id } }, headers: match(revision), body };
    await change(keys.webhooks, () => api.PATCH("/api/v1/webhooks/{id}", request));
    toast({ text: words.webhookSaved });
  }

  if (secret !== null) {
    return <ShownOnce title={words.secret} text={words.secretText} secret={secret} onClose={onClose} />;
  }
  return (
    <FormDialog
      open
      onClose={() => leaving.current && onClose()}
      title={webhook === undefined ? words.newWebhook : words.editWebhook}
      text={words.webhookText}
      go={webhook === undefined ? words.makeWebhook : t.everywhere.save}
      disabled={url.trim() === "" || wrong}
      submit={submit}
    >
      <TextField
        autoFocus
        required
        type="url"
        label={words.url}
        hint={words.urlHint}
        error={wrong ? words.urlWrong : refused ? words.urlRefused : undefined}
        value={url}
        onChange={(event) => {
          setUrl(event.target.value);
          setRefused(false);
        }}
      />
      <TextField label={words.what} value={what} onChange={(event) => setWhat(event.target.value)} />
    </FormDialog>
  );
}
