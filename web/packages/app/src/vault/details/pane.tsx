import { lazy, Suspense } from "react";
import type { OpenEntry, Place } from "../place.ts";
import { Details } from "./index.tsx";

const EditEntry = lazy(() => import("../editor/index.tsx").then((module) => ({ default: module.EditEntry })));
const NewEntry = lazy(() => import("../editor/index.tsx").then((module) => ({ default: module.NewEntry })));
const HistoryPane = lazy(() => import("../history/index.tsx").then((module) => ({ default: module.HistoryPane })));

/** Whether what is open needs more room than the details of an entry. */
export function isWide(entry: OpenEntry | null): boolean {
  return entry !== null && (entry.id === "new" || entry.tab !== null);
}

/** The pane at the right: an entry, or one of its other sides, each with an address of its own. */
export function DetailsPane({ place, entry }: { place: Place; entry: OpenEntry }) {
  const { database, id, tab } = entry;
  if (id === "new") {
    const parent = place.view.kind === "folder" ? place.view.folder : null;
    return (
      <Suspense>
        <NewEntry key={`${database} ${parent}`} place={place} database={database} parent={parent} type={tab} />
      </Suspense>
    );
  }
  if (tab === "edit") {
    return (
      <Suspense>
        <EditEntry key={id} place={place} database={database} id={id} />
      </Suspense>
    );
  }
  if (tab?.startsWith("history") === true) {
    return (
      <Suspense>
        <HistoryPane key={id} place={place} database={database} id={id} tab={tab} />
      </Suspense>
    );
  }
  return <Details database={database} id={id} />;
}
