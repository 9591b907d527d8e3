import { Dialog as Base } from "@base-ui/react/dialog";
import { Folder, KeySquare, Search } from "lucide-react";
import { type KeyboardEvent, useDeferredValue, useEffect, useId, useState } from "react";
import { useCatalogue } from "../../catalogue/index.ts";
import { Kbd } from "../../design/kbd.tsx";
import { usePreferences } from "../../preferences/index.tsx";
import { useFormat } from "../../text/format.ts";
import { useText } from "../../text/index.ts";
import type { Shown } from "../list/source.ts";
import { useGo } from "../place.ts";
import { useFound } from "../views/found.ts";
import { type Command, useCommands } from "./commands.tsx";
import styles from "./palette.module.css";

/** The field in the bar: opens the palette, as `/` and Ctrl K do. */
export function SearchButton({ database }: { database: string | null }) {
  const t = useText();
  const { preferences } = usePreferences();
  const [open, setOpen] = useState(false);
  useEffect(() => {
    function onKeyDown(event: globalThis.KeyboardEvent) {
      const typing =
        event.target instanceof HTMLElement && event.target.matches("input, textarea, select, [contenteditable]");
      if (
        (event.key === "k" && (event.ctrlKey || event.metaKey)) ||
        (event.key === "/" && !typing && preferences.shortcuts)
      ) {
        event.preventDefault();
        setOpen(true);
      }
    }
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, [preferences.shortcuts]);
  return (
    <>
      <button type="button" className={styles.button} aria-keyshortcuts="Control+K /" onClick={() => setOpen(true)}>
        <Search aria-hidden />
        {database === null ? <span>{t.shell.palette}</span> : <Count database={database} />}
        <Kbd keys="Ctrl K" />
      </button>
      <Base.Root open={open} onOpenChange={setOpen}>
        <Base.Portal>
          <Base.Backdrop className={styles.backdrop} />
          <Base.Popup className={styles.popup} aria-label={t.vault.palette}>
            <Palette close={() => setOpen(false)} />
          </Base.Popup>
        </Base.Portal>
      </Base.Root>
    </>
  );
}

function Count({ database }: { database: string }) {
  const t = useText();
  const format = useFormat();
  return <span>{t.vault.searchEntries(format.number(useCatalogue(database).entriesBelow(-1)))}</span>;
}

type Hit = { kind: "command"; command: Command } | { kind: "entry"; shown: Shown };

/** One field over everything: entries by their words, commands by theirs; arrows choose, Enter goes there. */
function Palette({ close }: { close: () => void }) {
  const t = useText();
  const go = useGo();
  const base = useId();
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const query = useDeferredValue(text.trim());
  const found = useFound({ kind: "search", query });
  const commands = useCommands(text.trim());
  const entries = query === "" ? [] : found.items.slice(0, 50);
  const hits: Hit[] = [
    ...entries.map((shown): Hit => ({ kind: "entry", shown })),
    ...commands.map((command): Hit => ({ kind: "command", command })),
  ];
  const active = Math.min(at, hits.length - 1);
  // Who types quickly and presses Enter means what was typed, not what is still shown of the words before.
  const stale = query !== text.trim() || found.isFetching;
  const [entered, setEntered] = useState(false);
  useEffect(() => {
    if (!entered || stale) return;
    setEntered(false);
    run(hits[active]);
  });

  function run(hit: Hit | undefined) {
    close();
    if (hit === undefined) return;
    if (hit.kind === "command") hit.command.run();
    else if (hit.shown.folder)
      go({ view: { kind: "folder", database: hit.shown.database, folder: hit.shown.id }, entry: null });
    else {
      const { database, id } = hit.shown;
      go({ view: { kind: "search", query }, entry: { database, id, tab: null } });
    }
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "ArrowDown") setAt(Math.min(active + 1, hits.length - 1));
    else if (event.key === "ArrowUp") setAt(Math.max(active - 1, 0));
    else if (event.key === "Enter" && event.shiftKey) {
      close();
      go({ view: { kind: "search", query: text.trim() }, entry: null });
    } else if (event.key === "Enter" && stale && at === 0) setEntered(true);
    else if (event.key === "Enter") run(hits[active]);
    else return;
    event.preventDefault();
  }

  return (
    <>
      <div className={styles.field}>
        <Search aria-hidden />
        <input
          // biome-ignore lint/a11y/noAutofocus: whoever opens the palette wants to type
          autoFocus
          role="combobox"
          aria-expanded
          aria-controls={`${base}-hits`}
          aria-activedescendant={hits.length > 0 ? `${base}-${active}` : undefined}
          aria-label={t.vault.palette}
          placeholder={t.vault.searchHelp}
          spellCheck={false}
          autoComplete="off"
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
            setEntered(false);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div role="listbox" id={`${base}-hits`} className={styles.hits} aria-label={t.vault.palette}>
        {hits.map((hit, index) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the active line
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field keeps the focus and names the active line
          <div
            key={hit.kind === "command" ? hit.command.name : hit.shown.id}
            id={`${base}-${index}`}
            role="option"
            aria-selected={index === active}
            className={styles.hit}
            onPointerMove={() => setAt(index)}
            onClick={() => run(hit)}
          >
            {hit.kind === "command" ? (
              hit.command.icon
            ) : hit.shown.folder ? (
              <Folder aria-hidden />
            ) : (
              <KeySquare aria-hidden />
            )}
            <b>{hit.kind === "command" ? hit.command.name : hit.shown.title}</b>
            {hit.kind === "entry" && <small>{hit.shown.subtitle}</small>}
            {hit.kind === "command" && hit.command.keys !== undefined && <Kbd keys={hit.command.keys} />}
          </div>
        ))}
        {query !== "" && entries.length === 0 && !found.isFetching && (
          <p className={styles.none} role="status">
            {t.vault.noResult(query)}
          </p>
        )}
      </div>
    </>
  );
}
