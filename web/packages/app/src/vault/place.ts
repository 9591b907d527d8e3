/** Where one is in the client, as an address: every state of the panes can be linked to, and *back* works. */
import { useMemo } from "react";
import { useLocation, useSearch } from "wouter";

/** What the list shows. */
export type View =
  | { kind: "folder"; database: string; folder: string | null }
  | { kind: "bin"; database: string }
  /** A file that comes in: `job` once it was uploaded, until then the folder that it is meant for. */
  | { kind: "import"; database: string; job: string | null; folder: string | null }
  | { kind: "favourites" | "recent" }
  /** What ends within so many days. */
  | { kind: "expiring"; within: number }
  /** In all databases, in one, or below a folder of it. */
  | { kind: "search"; query: string; database?: string; folder?: string };

/** Within so many days, unless another choice was made. */
export const WITHIN = 30;

/** What is open beside the list. */
export interface OpenEntry {
  database: string;
  id: string;
  /** A part of it: `history`, `attachments`, `edit`. */
  tab: string | null;
}

export interface Place {
  view: View;
  entry: OpenEntry | null;
}

/** Searches hold signs that no path may have, so they stand after the question mark. */
export function addressOf({ view, entry }: Place): string {
  const tab = entry?.tab == null ? "" : `/${entry.tab}`;
  switch (view.kind) {
    case "folder": {
      const base = `/db/${view.database}/folder/${view.folder ?? "root"}`;
      return entry === null ? base : `${base}/entry/${entry.id}${tab}`;
    }
    case "bin":
      return `/db/${view.database}/bin`;
    case "import": {
      const base = `/db/${view.database}/import`;
      if (view.job !== null) return `${base}/${view.job}`;
      return view.folder === null ? base : `${base}?folder=${view.folder}`;
    }
    case "expiring": {
      const query = view.within === WITHIN ? "" : `?within=${view.within}`;
      return entry === null ? `/expiring${query}` : `/expiring/${entry.database}/${entry.id}${tab}${query}`;
    }
    case "search": {
      const within = view.database === undefined ? "" : `&database=${view.database}`;
      const below = view.folder === undefined ? "" : `&folder=${view.folder}`;
      const query = `?q=${encodeURIComponent(view.query)}${within}${below}`;
      return entry === null ? `/search${query}` : `/search/${entry.database}/${entry.id}${tab}${query}`;
    }
    default:
      return entry === null ? `/${view.kind}` : `/${view.kind}/${entry.database}/${entry.id}${tab}`;
  }
}

/** The place that an address names; `null` where it names none of the client's. */
export function placeOf(path: string, search: string): Place | null {
  const [first, ...rest] = path.split("/").filter((part) => part !== "");
  if (first === "db") {
    const [database, kind, folder, entryWord, id, tab] = rest;
    if (database === undefined) return null;
    if (kind === undefined) return { view: { kind: "folder", database, folder: null }, entry: null };
    if (kind === "bin") return { view: { kind: "bin", database }, entry: null };
    if (kind === "import") {
      const asked = new URLSearchParams(search).get("folder");
      return { view: { kind: "import", database, job: folder ?? null, folder: asked }, entry: null };
    }
    if (kind !== "folder" || folder === undefined) return null;
    const view: View = { kind: "folder", database, folder: folder === "root" ? null : folder };
    return { view, entry: entryWord === "entry" && id !== undefined ? { database, id, tab: tab ?? null } : null };
  }
  const [database, id, tab] = rest;
  const entry = database !== undefined && id !== undefined ? { database, id, tab: tab ?? null } : null;
  const asked = new URLSearchParams(search);
  if (first === "search") {
    const where = asked.get("database") ?? undefined;
    const below = asked.get("folder") ?? undefined;
    return { view: { kind: "search", query: asked.get("q") ?? "", database: where, folder: below }, entry };
  }
  if (first === "expiring") {
    const within = Number(asked.get("within") ?? WITHIN);
    return { view: { kind: "expiring", within: within >= 1 && within <= 3660 ? Math.round(within) : WITHIN }, entry };
  }
  if (first === "favourites" || first === "recent") return { view: { kind: first }, entry };
  return null;
}

/** The place of the page now. */
export function usePlace(): Place | null {
  const [path] = useLocation();
  const search = useSearch();
  return useMemo(() => placeOf(path, search), [path, search]);
}

/** Goes to a place. */
export function useGo(): (place: Place, options?: { replace?: boolean }) => void {
  const [, navigate] = useLocation();
  return (place, options) => navigate(addressOf(place), options);
}
