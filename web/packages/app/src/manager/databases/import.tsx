import type { ImportAnswer } from "@strongroom/client";
import { useRef, useState } from "react";
import { FormDialog } from "../../design/dialog.tsx";
import { Checkbox, PasswordField, SelectField, TextField } from "../../design/field.tsx";
import { server } from "../../server/index.ts";
import { useAllText } from "../../text/index.ts";
import { change, keys } from "../frame/data.ts";
import { FORMATS, type Format, formatOf, isEncrypted } from "./formats.ts";
import { Imported } from "./imported.tsx";

/** Makes a database from a file of another program, or from an archive of this one. */
export function ImportDatabase({ onClose }: { onClose: () => void }) {
  const t = useAllText();
  const words = t.manager.databases;
  const [file, setFile] = useState<File | null>(null);
  const [format, setFormat] = useState<Format>("kdbx");
  const [name, setName] = useState("");
  const [master, setMaster] = useState("");
  const [noMaster, setNoMaster] = useState(false);
  const [keyFile, setKeyFile] = useState<File | null>(null);
  const [answer, setAnswer] = useState<ImportAnswer | null>(null);
  // Not a state: the dialog that calls `onClose` when it is done still holds the one of before.
  const leaving = useRef(true);

  function take(chosen: File | null) {
    setFile(chosen);
    if (chosen === null) return;
    setFormat(formatOf(chosen.name) ?? format);
    if (name === "") setName(chosen.name.replace(/\.[^.]+$/, ""));
  }
  async function submit() {
    if (file === null) return;
    const form = new FormData();
    form.append("format", format);
    form.append("name", name.trim());
    // No password and an empty one are two things to the server, as they are to the file.
    if (isEncrypted(format) && !noMaster) form.append("master_password", master);
    if (keyFile !== null && isEncrypted(format)) form.append("key_file", keyFile);
    form.append("file", file);
    const post = () => server.fetch("/api/v1/databases/import", { method: "POST", body: form });
    const response = await change(keys.databases, post);
    leaving.current = false;
    setAnswer((await response.json()) as ImportAnswer);
  }

  if (answer !== null) return <Imported answer={answer} onClose={onClose} />;
  return (
    <FormDialog
      open
      onClose={() => leaving.current && onClose()}
      title={words.importTitle}
      text={words.importText}
      size="medium"
      go={words.import}
      disabled={file === null || name.trim() === ""}
      submit={submit}
    >
      <TextField
        type="file"
        autoFocus
        label={words.file}
        hint={words.fileHint}
        onChange={(event) => take(event.target.files?.[0] ?? null)}
      />
      <SelectField label={words.format} value={format} onChange={(event) => setFormat(event.target.value as Format)}>
        {FORMATS.map((one) => (
          <option key={one} value={one}>
            {words.formats[one]}
          </option>
        ))}
      </SelectField>
      <TextField required label={words.newName} value={name} onChange={(event) => setName(event.target.value)} />
      {isEncrypted(format) && (
        <>
          <PasswordField
            label={words.fileMaster}
            autoComplete="off"
            disabled={noMaster}
            value={noMaster ? "" : master}
            onChange={(event) => setMaster(event.target.value)}
          />
          <Checkbox label={words.noMaster} checked={noMaster} onChange={(event) => setNoMaster(event.target.checked)} />
          <TextField
            type="file"
            label={words.keyFile}
            hint={words.keyFileHint}
            onChange={(event) => setKeyFile(event.target.files?.[0] ?? null)}
          />
        </>
      )}
    </FormDialog>
  );
}
