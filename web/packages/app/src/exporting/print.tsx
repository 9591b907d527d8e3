import { useEffect, useState } from "react";
import { knownCatalogue } from "../catalogue/index.ts";
import { FormDialog } from "../design/dialog.tsx";
import { useWhat } from "../moving/words.ts";
import { useProblemText } from "../server/problem-text.ts";
import { Told } from "../server/told.ts";
import { useFormat } from "../text/format.ts";
import { useAllText } from "../text/index.ts";
import type { Shown } from "../vault/list/source.ts";
import { gather, type Printed } from "./gather.ts";
import { Sheet } from "./sheet.tsx";

/** How many entries `objects` come to, with those of their folders. */
function count(objects: Shown[]): number {
  let entries = 0;
  for (const { database, id, folder } of objects) {
    const catalogue = knownCatalogue(database);
    entries += folder ? (catalogue?.entriesBelow(catalogue.row(id)) ?? 0) : 1;
  }
  return entries;
}

/** Prints entries with their secrets. It is said before what that means; afterwards the page forgets them. */
export function PrintDialog({ objects, onClose }: { objects: Shown[]; onClose: () => void }) {
  const t = useAllText();
  const format = useFormat();
  const say = useProblemText();
  const what = useWhat();
  const [read, setRead] = useState(0);
  const [printed, setPrinted] = useState<Printed | null>(null);
  const [stop] = useState(() => new AbortController());
  useEffect(() => () => stop.abort(), [stop]);
  if (printed !== null) return <Sheet printed={printed} title={what(objects)} onClose={onClose} />;
  const all = count(objects);
  return (
    <FormDialog
      open
      title={t.exporting.printTitle(what(objects))}
      text={t.exporting.printText(format.entries(all))}
      go={t.exporting.printGo}
      disabled={all === 0}
      onClose={onClose}
      // The sheet takes its place; there is nothing to close.
      submit={async () => {
        const found = await gather(objects, setRead, stop.signal);
        if (found.entries.length === 0)
          throw new Told(found.refused === undefined ? t.exporting.nothing : say(found.refused), found.refused);
        setPrinted(found);
        await new Promise(() => undefined);
      }}
    >
      <p role="status">
        {read > 0 ? t.importing.progress(format.number(read), format.number(all)) : t.exporting.printLogged}
      </p>
    </FormDialog>
  );
}
