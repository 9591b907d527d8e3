/** Where one is in the client, as an address: every state of the panes can be linked to, and *back* works. */
import { useMemo } from "react";
import { useLocation, useSearch } from "wouter";

/** What the list shows. */
export type View =
  | { kind: "folder"; database: string; folder: string | null }
  | { kind: "bin"; database: string }
  | { kind: "favourites" | "recent" | "expiring" }
  | { kind: "search"; query: string };

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
    case "search": {
      const query = `?q=${encodeURIComponent(view.query)}`;
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
    if (kind !== "folder" || folder === undefined) return null;
    const view: View = { kind: "folder", database, folder: folder === "root" ? null : folder };
    return { view, entry: entryWord === "entry" && id !== undefined ? { database, id, tab: tab ?? null } : null };
  }
  const [database, id, tab] = rest;
  const entry = database !== undefined && id !== undefined ? { database, id, tab: tab ?? null } : null;
  if (first === "search") {
    return { view: { kind: "search", query: new URLSearchParams(search).get("q") ?? "" }, entry };
  }
  if (first === "favourites" || first === "recent" || first === "expiring") return { view: { kind: first }, entry };
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
