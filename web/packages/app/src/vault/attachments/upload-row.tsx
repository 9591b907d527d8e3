import { isProblem } from "@strongroom/client";
import { Upload as UploadIcon, X } from "lucide-react";
import { IconButton } from "../../design/button.tsx";
import { CardRow } from "../../design/card.tsx";
import { useProblemText } from "../../server/problem-text.ts";
import { useFormat } from "../../text/format.ts";
import { useText } from "../../text/index.ts";
import styles from "./attachments.module.css";
import { cancelUpload, type Upload } from "./uploads.ts";

/** A file on its way: how far it is, or why it did not arrive. */
export function UploadRow({ upload: { key, name, size, sent, state, error } }: { upload: Upload }) {
  const t = useText();
  const say = useProblemText();
  const format = useFormat();

  function failure(): string {
    if (!isProblem(error, "too_large")) return say(error);
    const { limit } = error.problem;
    return limit == null ? t.attachments.tooLargeUnknown : t.attachments.tooLarge(format.bytes(limit));
  }
  const progress =
    state === "waiting"
      ? t.attachments.waiting
      : sent >= size && size > 0
        ? t.attachments.sealing
        : t.attachments.progress(format.bytes(sent), format.bytes(size));

  return (
    <CardRow>
      <UploadIcon aria-hidden className={styles.clip} />
      <span className={styles.words}>
        <bdi>{name}</bdi>
        {state === "failed" ? (
          <small role="alert" className={styles.error}>
            {failure()}
          </small>
        ) : (
          <>
            <progress
              className={styles.bar}
              max={Math.max(size, 1)}
              value={sent}
              aria-label={t.attachments.uploading(name)}
            />
            <small>{progress}</small>
          </>
        )}
      </span>
      <IconButton
        label={state === "failed" ? `${t.everywhere.close}: ${name}` : t.attachments.cancel(name)}
        onClick={() => cancelUpload(key)}
      >
        <X aria-hidden />
      </IconButton>
    </CardRow>
  );
}
