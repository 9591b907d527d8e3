import type { LicenseFile } from "@strongroom/client";
import { useState } from "react";
import { FormDialog } from "../../design/dialog.tsx";
import { TextField } from "../../design/field.tsx";
import { toast } from "../../design/toast.tsx";
import { api } from "../../server/index.ts";
import { useAllText } from "../../text/index.ts";
import { change, keys } from "../frame/data.ts";

/** A licence is a small signed text. */
const MOST_BYTES = 64 * 1024;

/** Puts in a licence file; the server checks its signature. */
export function LoadLicence({ onClose }: { onClose: () => void }) {
  const t = useAllText();
  const words = t.manager.licence;
  const [body, setBody] = useState<LicenseFile | null>(null);
  const [wrong, setWrong] = useState(false);

  async function take(file: File | undefined) {
    setBody(null);
    setWrong(false);
    if (file === undefined) return;
    try {
      if (file.size > MOST_BYTES) throw new SyntaxError("too large for a licence");
      setBody(JSON.parse(await file.text()) as LicenseFile);
    } catch {
      setWrong(true);
    }
  }
  async function submit() {
    if (body === null) return;
    await change(keys.licence, () => api.PUT("/api/v1/license", { body }));
    toast({ text: words.loaded });
  }

  return (
    <FormDialog
      open
      onClose={onClose}
      title={words.load}
      text={words.loadText}
      go={words.loadGo}
      disabled={body === null}
      submit={submit}
    >
      <TextField
        type="file"
        autoFocus
        label={words.file}
        accept=".json,application/json"
        error={wrong ? words.notOne : undefined}
        onChange={(event) => void take(event.target.files?.[0])}
      />
    </FormDialog>
  );
}
