import type { ObjectAnswer } from "@strongroom/client";
import { Card } from "../../design/card.tsx";
import { TagLinks } from "../../searching/tag-links.tsx";
import { useFormat } from "../../text/format.ts";
import { useText } from "../../text/index.ts";
import styles from "./details.module.css";
import { FieldFrame } from "./field.tsx";

/** What is said about an entry beside its fields, as far as anything is. */
export function About({ entry }: { entry: ObjectAnswer }) {
  const t = useText();
  const format = useFormat();
  const important = entry.importance !== undefined && entry.importance !== "normal";
  const lines = [
    entry.tags.length > 0 && <FieldFrame key="tags" title={t.editor.tags} value={<TagLinks tags={entry.tags} />} />,
    entry.category != null && (
      <FieldFrame key="category" title={t.editor.category} value={<bdi>{entry.category}</bdi>} />
    ),
    important && (
      <FieldFrame
        key="importance"
        title={t.editor.importance}
        value={t.editor.importances[entry.importance ?? "normal"]}
      />
    ),
    entry.valid_to != null && (
      <FieldFrame
        key="valid_to"
        title={t.history.properties.valid_to ?? ""}
        value={`${format.date(entry.valid_to)} (${format.relative(entry.valid_to)})`}
      />
    ),
    entry.online_only && <FieldFrame key="online_only" title={t.editor.onlineOnly} value={t.everywhere.yes} />,
  ].filter(Boolean);
  if (lines.length === 0) return null;
  return (
    <Card caption={t.editor.properties}>
      <dl className={styles.fields}>{lines}</dl>
    </Card>
  );
}
