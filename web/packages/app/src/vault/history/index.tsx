import type { ObjectAnswer } from "@strongroom/client";
import { ArrowLeft, History as HistoryIcon } from "lucide-react";
import { type KeyboardEvent, useRef } from "react";
import { Button } from "../../design/button.tsx";
import { Empty } from "../../design/empty.tsx";
import { Face } from "../../design/face.tsx";
import { useName } from "../../server/names.ts";
import { useProblemText } from "../../server/problem-text.ts";
import { useFormat } from "../../text/format.ts";
import { useText } from "../../text/index.ts";
import { useEntry } from "../entry.ts";
import { type Place, useGo } from "../place.ts";
import styles from "./history.module.css";
import { useVersions } from "./queries.ts";
import { VersionView } from "./version.tsx";

interface Props {
  place: Place;
  database: string;
  id: string;
  /** The version that is open, as the address says: `history` or `history-7`. */
  tab: string;
}

/** The earlier versions of an entry: who made them and when, and one of them opened. */
export function HistoryPane({ place, database, id, tab }: Props) {
  const t = useText();
  const entry = useEntry(database, id);
  if (entry.data === undefined) return <div className={styles.history} aria-busy />;
  if (entry.data === null) {
    return <Empty icon={<HistoryIcon aria-hidden />} title={t.vault.notThere} text={t.vault.goneText} />;
  }
  const open = Number(tab.split("-")[1] ?? Number.NaN);
  return <Versions place={place} entry={entry.data} open={Number.isInteger(open) ? open : null} />;
}

function Versions({ place, entry, open }: { place: Place; entry: ObjectAnswer; open: number | null }) {
  const t = useText();
  const go = useGo();
  const say = useProblemText();
  const versions = useVersions(entry);
  const list = useRef<HTMLUListElement>(null);
  const { database, id } = entry;
  const to = (tab: string | null) => go({ ...place, entry: { database, id, tab } }, { replace: tab !== null });

  function onKeyDown(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    const buttons = [...(list.current?.querySelectorAll("button") ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    buttons[Math.max(0, Math.min(buttons.length - 1, at + step))]?.focus();
    event.preventDefault();
  }

  return (
    <section className={styles.history} aria-label={`${t.history.title}: ${entry.title}`}>
      <header className={styles.head}>
        <Button look="plain" icon={<ArrowLeft aria-hidden />} onClick={() => to(null)}>
          {t.history.back}
        </Button>
        <h2>
          {t.history.title}: <bdi>{entry.title}</bdi>
        </h2>
      </header>
      {versions.error !== null && <p role="alert">{say(versions.error)}</p>}
      {versions.data?.length === 0 && (
        <Empty icon={<HistoryIcon aria-hidden />} title={t.history.none} text={t.history.noneText} />
      )}
      {versions.data !== undefined && versions.data.length > 0 && (
        <ul ref={list} className={styles.list} onKeyDown={onKeyDown}>
          <li className={styles.line}>
            <VersionLine who={entry.modified_by} at={entry.modified_at} title={entry.title} tag={t.history.present} />
          </li>
          {versions.data.map((version) => {
            const shown = version.revision === open;
            return (
              <li key={version.revision}>
                <button
                  type="button"
                  className={styles.line}
                  aria-expanded={shown}
                  aria-label={t.history.openVersion(version.revision)}
                  onClick={() => to(shown ? "history" : `history-${version.revision}`)}
                >
                  <VersionLine
                    who={version.modified_by}
                    at={version.modified_at}
                    title={version.title}
                    tag={t.history.version(version.revision)}
                  />
                </button>
                {shown && <VersionView entry={entry} revision={version.revision} onRestored={() => to("history")} />}
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}

interface LineProps {
  who: string | null | undefined;
  at: string | null | undefined;
  title: string;
  tag: string;
}

function VersionLine({ who, at, title, tag }: LineProps) {
  const format = useFormat();
  const name = useName(who) ?? "";
  return (
    <>
      <Face name={name === "" ? "?" : name} />
      <span className={styles.words}>
        <b>
          <bdi>{title}</bdi>
        </b>
        <small>{[name, at == null ? "" : format.dateTime(at)].filter((part) => part !== "").join(", ")}</small>
      </span>
      <span className={styles.tag}>{tag}</span>
    </>
  );
}
