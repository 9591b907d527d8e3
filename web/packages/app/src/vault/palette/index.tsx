import { Folder, KeySquare } from "lucide-react";
import { useDeferredValue, useEffect, useState } from "react";
import { useCatalogue } from "../../catalogue/index.ts";
import { Palette, PaletteButton, type PaletteLine } from "../../design/palette.tsx";
import { useFormat } from "../../text/format.ts";
import { useText } from "../../text/index.ts";
import type { Shown } from "../list/source.ts";
import { useGo } from "../place.ts";
import { useFound } from "../views/found.ts";
import { useCommands } from "./commands.tsx";

/** How many entries are offered; Enter with Shift shows all. */
const OFFERED = 50;

/** The field in the bar of the client: finds entries and commands. */
export function SearchButton({ database }: { database: string | null }) {
  const t = useText();
  return (
    <PaletteButton label={t.vault.palette} palette={(close) => <EntriesAndCommands close={close} />}>
      {database === null ? t.shell.palette : <Count database={database} />}
    </PaletteButton>
  );
}

/** How many there are to search, once that is known: a number that counts up tells nothing. */
function Count({ database }: { database: string }) {
  const t = useText();
  const format = useFormat();
  const catalogue = useCatalogue(database);
  return catalogue.phase === "ready"
    ? t.vault.searchEntries(format.number(catalogue.entriesBelow(-1)))
    : t.shell.palette;
}

interface Line extends PaletteLine {
  run: () => void;
}

function lineOf({ id, title, subtitle, folder }: Shown): PaletteLine {
  return { key: id, icon: folder ? <Folder aria-hidden /> : <KeySquare aria-hidden />, name: title, note: subtitle };
}

/** Entries by their words, commands by theirs. */
function EntriesAndCommands({ close }: { close: () => void }) {
  const t = useText();
  const go = useGo();
  const [typed, setTyped] = useState("");
  const text = typed.trim();
  const query = useDeferredValue(text);
  const found = useFound({ kind: "search", query });
  const commands = useCommands(text);
  const entries = query === "" ? [] : found.items.slice(0, OFFERED);

  function openEntry({ database, id, folder }: Shown) {
    if (folder) go({ view: { kind: "folder", database, folder: id }, entry: null });
    else go({ view: { kind: "search", query }, entry: { database, id, tab: null } });
  }
  const lines: Line[] = [
    ...entries.map((shown) => ({ ...lineOf(shown), run: () => openEntry(shown) })),
    ...commands.map((command) => ({ key: command.name, ...command })),
  ];

  // Who types quickly and presses Enter means what was typed, not what is still shown of the words before.
  const stale = query !== text || found.isFetching;
  const [entered, setEntered] = useState(false);
  useEffect(() => {
    if (!entered || stale) return;
    setEntered(false);
    close();
    lines[0]?.run();
  });
  function onEnter({ shift, first }: { shift: boolean; first: boolean }): boolean {
    if (shift) {
      close();
      go({ view: { kind: "search", query: text }, entry: null });
    } else if (stale && first) setEntered(true);
    return shift || (stale && first);
  }

  return (
    <Palette
      label={t.vault.palette}
      found={t.vault.palette}
      placeholder={t.vault.searchHelp}
      typed={typed}
      onType={(next) => {
        setTyped(next);
        setEntered(false);
      }}
      lines={lines}
      onEnter={onEnter}
      onGo={(line) => {
        close();
        line.run();
      }}
      none={query !== "" && entries.length === 0 && !found.isFetching ? t.vault.noResult(query) : null}
    />
  );
}
