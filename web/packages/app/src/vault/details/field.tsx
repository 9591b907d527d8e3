import type { EntryType, Field, ObjectAnswer } from "@strongroom/client";
import { Copy, ExternalLink, Eye, EyeOff } from "lucide-react";
import type { ReactNode } from "react";
import { IconButton } from "../../design/button.tsx";
import { useProblemText } from "../../server/problem-text.ts";
import { StrengthBar } from "../../session/strength.tsx";
import { useFormat } from "../../text/format.ts";
import { useText } from "../../text/index.ts";
import { useAttachments } from "../attachments/list.ts";
import { copyPlain, copySecret } from "../secrets/clipboard.ts";
import { reveal } from "../secrets/reveal.ts";
import { tellUnlessTurnedBack } from "../secrets/tell.ts";
import { webAddress } from "./address.ts";
import { CodeField } from "./code.tsx";
import styles from "./details.module.css";
import { SecretText } from "./secret-text.tsx";
import { useReveal } from "./use-reveal.ts";

/** What a field is called: in the person's language where it is one of ours, else as its type or its maker named it. */
export function useFieldTitle(type: EntryType | undefined): (field: Pick<Field, "name" | "custom">) => string {
  const t = useText();
  return (field) => {
    if (field.custom === true) return field.name;
    const known = t.vault.fields[field.name] ?? t.editor.fieldNames[field.name];
    return known ?? type?.fields.find((one) => one.name === field.name)?.title ?? field.name;
  };
}

interface Props {
  entry: ObjectAnswer;
  field: Field;
  title: string;
}

/** One field with what can be done with it. */
export function FieldRow({ entry, field, title }: Props) {
  if (field.kind === "totp") return <CodeField entry={entry} field={field} title={title} />;
  if (field.kind === "file") return <FileField entry={entry} field={field} title={title} />;
  return field.secret ? (
    <SecretField entry={entry} field={field} title={title} />
  ) : (
    <PlainField field={field} title={title} />
  );
}

/** The frame of every field: its name, its value, its buttons. */
export function FieldFrame({ title, value, children }: { title: string; value: ReactNode; children?: ReactNode }) {
  return (
    <div className={styles.field}>
      <dt>{title}</dt>
      <dd>{value}</dd>
      {children != null && <dd className={styles.acts}>{children}</dd>}
    </div>
  );
}

/** A field that names one of the attachments. */
function FileField({ entry, field, title }: Props) {
  const files = useAttachments(entry.database, entry.rights.includes("read_entries") ? entry.id : null);
  const file = files.data?.find(({ id }) => id === field.value);
  return <FieldFrame title={title} value={<bdi>{file?.name ?? ""}</bdi>} />;
}

function PlainField({ field, title }: Pick<Props, "field" | "title">) {
  const t = useText();
  const format = useFormat();
  const value = field.value ?? "";
  const address = field.kind === "url" ? webAddress(value) : null;
  const shown =
    field.kind === "boolean"
      ? (t.vault.boolean[value] ?? value)
      : field.kind === "date" && value !== ""
        ? format.date(value)
        : value;
  return (
    <FieldFrame
      title={title}
      value={<span className={field.kind === "multiline" ? styles.lines : undefined}>{shown}</span>}
    >
      {address !== null && (
        <a
          className={styles.open}
          href={address}
          target="_blank"
          rel="noreferrer noopener"
          aria-label={`${t.vault.openAddress}: ${value}`}
        >
          <ExternalLink aria-hidden />
        </a>
      )}
      {value !== "" && (
        <IconButton label={t.vault.copyField(title)} onClick={() => void copyPlain(value, title, t)}>
          <Copy aria-hidden />
        </IconButton>
      )}
    </FieldFrame>
  );
}

function SecretField({ entry, field, title }: Props) {
  const t = useText();
  const say = useProblemText();
  const one = async (purpose: "show" | "copy") =>
    (await reveal(entry.database, entry, purpose, [field.name]))[field.name] ?? "";
  const { value, press, release } = useReveal(() => one("show"));
  const mayRead = entry.rights.includes("read_entries");

  async function copy() {
    try {
      await copySecret(await one("copy"), title, t);
    } catch (error) {
      tellUnlessTurnedBack(error, say);
    }
  }
  const hold = () => void press().catch((error) => tellUnlessTurnedBack(error, say));
  const shown =
    value === null ? (
      <span className={styles.dots}>
        <span className="unseen">{t.vault.hidden}</span>
        <span aria-hidden>••••••••••</span>
      </span>
    ) : (
      <span className={field.kind === "multiline" ? styles.lines : undefined}>
        <SecretText value={value} />
        {field.kind === "password" && <StrengthBar password={value} />}
      </span>
    );

  return (
    <FieldFrame title={title} value={shown}>
      {mayRead && (
        <>
          <IconButton label={t.vault.copyField(title)} onClick={() => void copy()}>
            <Copy aria-hidden />
          </IconButton>
          <IconButton
            label={value === null ? t.vault.reveal(title) : t.vault.conceal(title)}
            title={t.vault.revealHint}
            aria-pressed={value !== null}
            onPointerDown={(event) => event.button === 0 && hold()}
            onPointerUp={release}
            onPointerLeave={release}
            onKeyDown={(event) => {
              if ((event.key === " " || event.key === "Enter") && !event.repeat) hold();
            }}
            onKeyUp={(event) => (event.key === " " || event.key === "Enter") && release()}
            onBlur={release}
          >
            {value === null ? <Eye aria-hidden /> : <EyeOff aria-hidden />}
          </IconButton>
        </>
      )}
    </FieldFrame>
  );
}
