import { type KeyboardEvent, type MouseEvent, type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { ContextMenu } from "../../design/context-menu.tsx";
import { useNarrow } from "../../design/narrow.ts";
import { useObjectKeys } from "../../moving/keys.ts";
import { FolderItems, ObjectItems } from "../../moving/object-menu.tsx";
import { SelectionBar } from "../../moving/selection-bar.tsx";
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
  const narrow = useNarrow();
  const [folder, setFolder] = useState<string | null>(null);
  const [passed, setPassed] = useState<Shown | null>(null);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const active = folder ?? passed?.id ?? entry?.id ?? null;
  const settled = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(settled.current), []);
  const objectKeys = useObjectKeys();
  const target = view.kind === "folder" ? { database: view.database, folder: view.folder } : null;
  const pick = (ids: Iterable<string>) =>
    [...ids].map((id) => source.at(source.indexOf(id))).filter((shown) => shown !== null);
  // What is gone from the list meanwhile is chosen no more.
  // biome-ignore lint/correctness/useExhaustiveDependencies: pick looks at nothing but the source
  const objects = useMemo(() => pick(chosen), [chosen, source]);
  const present = objects.length === chosen.size ? chosen : new Set(objects.map(({ id }) => id));
  const onKey = useListKeys(present);
  const [menu, setMenu] = useState<Shown[]>([]);

  function onOpening(event: MouseEvent) {
    const line = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-object]") : null;
    const id =
      line?.dataset.object ??
      (event.target instanceof Element && event.target.matches("[role='listbox']") ? active : null);
    setMenu(id == null ? [] : present.has(id) ? objects : pick([id]));
  }
  function onActKey(event: KeyboardEvent, shown: Shown | null): boolean {
    // What a key acts on is what is shown: an arrow that still rests has arrived.
    clearTimeout(settled.current);
    if (passed !== null && !narrow) show(passed);
    const about = objects.length > 0 ? objects : shown === null ? [] : [shown];
    const last = about[about.length - 1];
    const at = last === undefined ? -1 : source.indexOf(last.id);
    return objectKeys(event, about, target, source.at(at + 1) ?? source.at(at - about.length)) || onKey(event, shown);
  }

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
    // Where panes stack, what is shown takes the place of the list: that waits for Enter, or a press.
    if (narrow) return;
    settled.current = setTimeout(() => show(shown), RESTS);
  }
  function onOpen(shown: Shown) {
    if (shown.folder) {
      setFolder(null);
      go({ view: { kind: "folder", database: shown.database, folder: shown.id }, entry: null });
    } else if (narrow) show(shown);
    else document.querySelector<HTMLElement>("[data-pane='details'] button:not(:disabled)")?.focus();
  }

  return (
    <section className={styles.pane} aria-label={label}>
      {head}
      {objects.length > 0 && <SelectionBar objects={objects} onClear={() => setChosen(new Set())} />}
      <ContextMenu
        className={styles.list}
        onOpening={onOpening}
        menu={menu.length > 0 ? <ObjectItems objects={menu} /> : target !== null && <FolderItems target={target} />}
      >
        <EntryList
          label={label}
          source={source}
          active={active}
          chosen={present}
          onActive={onActive}
          onChoose={setChosen}
          onOpen={onOpen}
          onKey={onActKey}
          onEnd={onEnd}
          empty={empty}
        />
      </ContextMenu>
      <p className="unseen" role="status">
        {present.size > 0 ? t.vault.chosen(present.size) : format.entries(source.length)}
      </p>
    </section>
  );
}
