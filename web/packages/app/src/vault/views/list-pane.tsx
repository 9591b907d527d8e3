import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { useFormat } from "../../text/format.ts";
import { useText } from "../../text/index.ts";
import { EntryList } from "../list/index.tsx";
import type { Shown, Source } from "../list/source.ts";
import { type OpenEntry, useGo, type View } from "../place.ts";
import { useListKeys } from "./keys.ts";
import styles from "./views.module.css";

interface Props {
  view: View;
  entry: OpenEntry | null;
  label: string;
  source: Source;
  head: ReactNode;
  empty: ReactNode;
  onEnd?: () => void;
}

/** An arrow rests after so many milliseconds. */
const RESTS = 90;

/** A list with its head. The entry of the address is the line that is active; a folder is opened by Enter. */
export function ListPane({ view, entry, label, source, head, empty, onEnd }: Props) {
  const t = useText();
  const format = useFormat();
  const go = useGo();
  const [folder, setFolder] = useState<string | null>(null);
  const [passed, setPassed] = useState<Shown | null>(null);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const onKey = useListKeys(chosen);
  const active = folder ?? passed?.id ?? entry?.id ?? null;
  const settled = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(settled.current), []);

  function show(shown: Shown) {
    setPassed(null);
    if (shown.id === entry?.id) return;
    // Going along a list with the arrows is one step back, however far it went.
    go({ view, entry: { database: shown.database, id: shown.id, tab: null } }, { replace: entry !== null });
  }
  function onActive(shown: Shown, passing: boolean) {
    clearTimeout(settled.current);
    if (shown.folder) {
      setFolder(shown.id);
      return;
    }
    setFolder(null);
    if (!passing) return show(shown);
    // An arrow that is held passes many lines: the line follows at once, its details when the arrow rests.
    setPassed(shown);
    settled.current = setTimeout(() => show(shown), RESTS);
  }
  function onOpen(shown: Shown) {
    if (shown.folder) {
      setFolder(null);
      go({ view: { kind: "folder", database: shown.database, folder: shown.id }, entry: null });
    } else document.querySelector<HTMLElement>("[data-pane='details'] button:not(:disabled)")?.focus();
  }

  return (
    <section className={styles.pane} aria-label={label}>
      {head}
      <div className={styles.list}>
        <EntryList
          label={label}
          source={source}
          active={active}
          chosen={chosen}
          onActive={onActive}
          onChoose={setChosen}
          onOpen={onOpen}
          onKey={(event: KeyboardEvent, shown) => onKey(event, shown)}
          onEnd={onEnd}
          empty={empty}
        />
      </div>
      <p className="unseen" role="status">
        {chosen.size > 0 ? t.vault.chosen(chosen.size) : format.entries(source.length)}
      </p>
    </section>
  );
}
