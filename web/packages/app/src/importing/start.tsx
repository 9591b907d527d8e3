import { type Database, isProblem } from "@strongroom/client";
import { FileUp, X } from "lucide-react";
import { type DragEvent, type FormEvent, useEffect, useId, useRef, useState } from "react";
import { useLocation } from "wouter";
import { useCatalogue } from "../catalogue/index.ts";
import { Button, IconButton } from "../design/button.tsx";
import { PasswordField, SelectField } from "../design/field.tsx";
import { useProblemText } from "../server/problem-text.ts";
import { useFormat } from "../text/format.ts";
import { useAllText } from "../text/index.ts";
import { addressOf } from "../vault/place.ts";
import styles from "./importing.module.css";
import { took } from "./jobs.ts";
import { upload } from "./upload.ts";

/** Formats whose files are opened with a password. */
const LOCKED = /\.(kdbx|strongroom|archive)$/i;

/** The first step: a file, and what opens it. What it is the server finds out, unless somebody knows better. */
export function Start({ database, folder }: { database: Database; folder: string | null }) {
  const t = useAllText();
  const format = useFormat();
  const say = useProblemText();
  const [, navigate] = useLocation();
  const catalogue = useCatalogue(database.id);
  const input = useRef<HTMLInputElement>(null);
  const keyInput = useRef<HTMLInputElement>(null);
  const inputId = useId();
  const [file, setFile] = useState<File | null>(null);
  const [kind, setKind] = useState("");
  const [password, setPassword] = useState("");
  const [keyFile, setKeyFile] = useState<File | null>(null);
  const [locked, setLocked] = useState(false);
  const [over, setOver] = useState(false);
  const [sent, setSent] = useState<number | null>(null);
  const [error, setError] = useState<{ text: string; password: boolean } | null>(null);
  const stop = useRef<AbortController>(null);
  useEffect(() => () => stop.current?.abort(), []);

  function take(next: File | undefined) {
    if (next === undefined) return;
    setFile(next);
    setError(null);
    setLocked(LOCKED.test(next.name));
  }
  async function submit(event: FormEvent) {
    event.preventDefault();
    if (file === null || sent !== null) return;
    setSent(0);
    setError(null);
    stop.current = new AbortController();
    const settings = { database: database.id, parent: folder };
    const opens = locked ? { password: password === "" ? null : password, keyFile } : { password: null, keyFile: null };
    try {
      const what = { file, format: kind === "" ? null : kind, settings, ...opens };
      const job = await upload(what, setSent, stop.current.signal);
      took(job);
      setPassword("");
      navigate(addressOf({ view: { kind: "import", database: database.id, job: job.id, folder: null }, entry: null }));
    } catch (problem) {
      setSent(null);
      if (problem instanceof DOMException) return;
      const wrong = isProblem(problem, "wrong_master_password");
      if (wrong) setLocked(true);
      setError({ text: wrong && password === "" ? t.importing.needsPassword : say(problem), password: wrong });
    }
  }
  const target = folder === null ? database.name : (catalogue.item(catalogue.row(folder)).title ?? database.name);

  return (
    <form className={styles.start} onSubmit={submit} noValidate>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a place to drop on; the button in it does the same */}
      <div
        className={styles.drop}
        data-over={over || undefined}
        onDragOver={(event: DragEvent) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event: DragEvent) => {
          event.preventDefault();
          setOver(false);
          take(event.dataTransfer.files[0]);
        }}
      >
        <FileUp aria-hidden />
        {file === null ? (
          <p>{t.importing.drop}</p>
        ) : (
          <p className={styles.file}>{`${file.name} · ${format.bytes(file.size)}`}</p>
        )}
        <Button look={file === null ? "go" : "line"} onClick={() => input.current?.click()} disabled={sent !== null}>
          {file === null ? t.importing.choose : t.importing.chooseOther}
        </Button>
        <input
          ref={input}
          id={inputId}
          type="file"
          className="unseen"
          tabIndex={-1}
          aria-label={t.importing.file}
          onChange={(event) => take(event.target.files?.[0])}
        />
        <p className={styles.hint}>{t.importing.formats}</p>
      </div>
      {file !== null && (
        <>
          <p>{t.importing.goesTo(target)}</p>
          <SelectField label={t.importing.format} value={kind} onChange={(event) => setKind(event.target.value)}>
            <option value="">{t.importing.told}</option>
            {Object.entries<string>(t.importing.formatNames).map(([name, words]) => (
              <option key={name} value={name}>
                {words}
              </option>
            ))}
          </SelectField>
          {locked && (
            <>
              <PasswordField
                label={t.importing.password}
                autoComplete="off"
                error={error?.password === true ? error.text : undefined}
                value={password}
                onChange={(event) => setPassword(event.target.value)}
              />
              <div className={styles.keyFile}>
                <Button onClick={() => keyInput.current?.click()}>{t.importing.keyFile}</Button>
                {keyFile !== null && (
                  <>
                    <span>{keyFile.name}</span>
                    <IconButton label={t.everywhere.remove} onClick={() => setKeyFile(null)}>
                      <X aria-hidden />
                    </IconButton>
                  </>
                )}
                <input
                  ref={keyInput}
                  type="file"
                  className="unseen"
                  tabIndex={-1}
                  aria-label={t.importing.keyFile}
                  onChange={(event) => setKeyFile(event.target.files?.[0] ?? null)}
                />
              </div>
            </>
          )}
          {error !== null && !error.password && (
            <p className={styles.error} role="alert">
              {error.text}
            </p>
          )}
          {sent !== null && (
            <div className={styles.progress}>
              <progress value={sent} max={1} aria-label={t.importing.sending} />
              <span>{sent < 1 ? t.importing.sent(format.number(Math.round(sent * 100))) : t.importing.reading}</span>
              <Button look="plain" onClick={() => stop.current?.abort()}>
                {t.everywhere.cancel}
              </Button>
            </div>
          )}
          <div className={styles.buttons}>
            <Button look="go" type="submit" busy={sent !== null}>
              {t.importing.look}
            </Button>
          </div>
        </>
      )}
    </form>
  );
}
