import type { ObjectAnswer } from "@strongroom/client";
import { ChevronRight, History } from "lucide-react";
import { useFormat } from "../../text/format.ts";
import { useText } from "../../text/index.ts";
import { useGo, usePlace } from "../place.ts";
import styles from "./history.module.css";

/** Leads from an entry to its history. What is in there is asked for only then: looking at it is on record. */
export function HistoryLink({ entry }: { entry: ObjectAnswer }) {
  const t = useText();
  const go = useGo();
  const format = useFormat();
  const place = usePlace();
  if (place === null || !entry.rights.includes("read_entries") || entry.kind !== "entry") return null;
  return (
    <button
      type="button"
      className={styles.link}
      onClick={() => go({ ...place, entry: { database: entry.database, id: entry.id, tab: "history" } })}
    >
      <History aria-hidden />
      <span>{t.history.title}</span>
      <small>{`${t.history.version(entry.revision)}${entry.modified_at == null ? "" : ` · ${format.relative(entry.modified_at)}`}`}</small>
      <ChevronRight aria-hidden />
    </button>
  );
}
