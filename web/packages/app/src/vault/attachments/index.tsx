import type { Attachment, ObjectAnswer } from "@strongroom/client";
import { Download, Paperclip, Plus, Trash2 } from "lucide-react";
import { useRef, useState } from "react";
import { Button, IconButton } from "../../design/button.tsx";
import { Card, CardRow } from "../../design/card.tsx";
import { toast } from "../../design/toast.tsx";
import { useProblemText } from "../../server/problem-text.ts";
import { useFormat } from "../../text/format.ts";
import { useText } from "../../text/index.ts";
import { tellUnlessTurnedBack } from "../secrets/tell.ts";
import styles from "./attachments.module.css";
import { contentAddress, download, needsNothing } from "./download.ts";
import { useAttachments } from "./list.ts";
import { RemoveDialog } from "./remove.tsx";
import { UploadRow } from "./upload-row.tsx";
import { useUploads } from "./uploads.ts";
import { useAttach } from "./use-attach.ts";

/** The files of an entry: download, attach, delete; those that are on their way with how far they are. */
export function Attachments({ entry }: { entry: ObjectAnswer }) {
  const t = useText();
  const chooser = useRef<HTMLInputElement>(null);
  const attach = useAttach(entry);
  const uploads = useUploads(entry.id);
  const mayRead = entry.rights.includes("read_entries");
  const files = useAttachments(entry.database, mayRead ? entry.id : null);
  const [removing, setRemoving] = useState<Attachment | null>(null);
  const known = files.data ?? [];
  if (!mayRead || entry.kind !== "entry") return null;
  if (attach === null && known.length === 0) return null;
  return (
    <Card caption={t.attachments.title}>
      {known.map((file) => (
        <FileRow key={file.id} entry={entry} file={file} onRemove={attach === null ? null : () => setRemoving(file)} />
      ))}
      {uploads.map((one) => (
        <UploadRow key={one.key} upload={one} />
      ))}
      {attach !== null && (
        <CardRow>
          <input
            ref={chooser}
            type="file"
            multiple
            hidden
            aria-label={t.attachments.add}
            onChange={(event) => {
              attach(event.target.files ?? []);
              event.target.value = "";
            }}
          />
          <Button look="plain" icon={<Plus aria-hidden />} onClick={() => chooser.current?.click()}>
            {t.attachments.add}
          </Button>
          <small className={styles.hint}>{t.attachments.drop}</small>
        </CardRow>
      )}
      {removing !== null && <RemoveDialog entry={entry} file={removing} onClose={() => setRemoving(null)} />}
    </Card>
  );
}

function FileRow({ entry, file, onRemove }: { entry: ObjectAnswer; file: Attachment; onRemove: (() => void) | null }) {
  const t = useText();
  const say = useProblemText();
  const format = useFormat();

  async function fetch() {
    const ready = entry.second_password ? toast({ text: t.attachments.fetching(file.name) }) : null;
    try {
      await download(entry, file);
    } catch (error) {
      tellUnlessTurnedBack(error, say);
    }
    ready?.();
  }

  return (
    <CardRow>
      <Paperclip aria-hidden className={styles.clip} />
      <span className={styles.words}>
        <bdi>{file.name}</bdi>
        <small>{`${format.bytes(file.size)} · ${format.date(file.created_at)}`}</small>
      </span>
      <a
        className={styles.download}
        href={contentAddress(entry, file)}
        download
        aria-label={t.attachments.download(file.name)}
        title={t.attachments.download(file.name)}
        onClick={(event) => {
          if (needsNothing(entry)) return;
          event.preventDefault();
          void fetch();
        }}
      >
        <Download aria-hidden />
      </a>
      {onRemove !== null && (
        <IconButton label={t.attachments.remove(file.name)} onClick={onRemove}>
          <Trash2 aria-hidden />
        </IconButton>
      )}
    </CardRow>
  );
}
