import { useCallback, useEffect, useSyncExternalStore } from "react";
import { listen, watchLive } from "../server/live.ts";
import { onWipe } from "../session/index.tsx";
import { Catalogue } from "./catalogue.ts";

export { Catalogue, type Item } from "./catalogue.ts";
export { FLAG } from "./columns.ts";
export type { Order } from "./order.ts";

const open = new Map<string, Catalogue>();

/** So many databases stay read; the one that was used longest ago is let go. */
const KEPT = 4;

/** The catalogue of `database`, read from the server the first time. */
export function catalogueOf(database: string): Catalogue {
  let catalogue = open.get(database);
  if (catalogue === undefined) {
    catalogue = new Catalogue(database);
    void catalogue.load();
  }
  open.delete(database);
  open.set(database, catalogue);
  for (const [id, old] of open) {
    if (open.size <= KEPT) break;
    old.dispose();
    open.delete(id);
  }
  return catalogue;
}

/** The catalogue of `database` if it was read already. */
export function knownCatalogue(database: string): Catalogue | undefined {
  return open.get(database);
}

onWipe(() => {
  for (const catalogue of open.values()) catalogue.dispose();
  open.clear();
});

const refresh = (data: { database: string }) => void open.get(data.database)?.refresh();
listen("object.changed", refresh);
listen("rights.changed", refresh);
listen("database.changed", refresh);
listen("lock.changed", ({ database, object, lock }) => open.get(database)?.lock(object, lock));
listen("database.gone", ({ database }) => {
  open.get(database)?.dispose();
  open.delete(database);
});
watchLive((state) => {
  if (state === "on") for (const catalogue of open.values()) void catalogue.refresh();
});

/** The catalogue of `database`; whoever uses it is drawn anew when something in it changes. */
export function useCatalogue(database: string): Catalogue {
  const catalogue = catalogueOf(database);
  const version = useCallback(() => catalogue.version, [catalogue]);
  useSyncExternalStore(catalogue.subscribe, version);
  useEffect(() => {
    if (catalogue.phase === "failed") void catalogue.load();
  }, [catalogue]);
  return catalogue;
}
