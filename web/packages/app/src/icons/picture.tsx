import type { LucideIcon } from "lucide-react";
import { type ReactNode, useSyncExternalStore } from "react";

type Find = (name: string) => LucideIcon | undefined;

let find: Find | null = null;
let asked = false;
const watchers = new Set<() => void>();

/** Fetches the icons, once; what could not be fetched is asked for again by the next who wants one. */
function fetchIcons(): void {
  if (asked) return;
  asked = true;
  import("./set.ts").then(
    (set) => {
      find = set.iconOf;
      for (const watcher of watchers) watcher();
    },
    () => {
      asked = false;
    },
  );
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  fetchIcons();
  return () => watchers.delete(watcher);
}

function watchNothing(): () => void {
  return () => undefined;
}

interface Props {
  /** The name that the object has; empty: none. */
  name: string;
  /** What is shown without an icon, and until it is there. */
  instead: ReactNode;
}

/** The icon that somebody chose for an entry or a folder. It says nothing that the title does not say: readers skip it. */
export function Picture({ name, instead }: Props) {
  const known = useSyncExternalStore(name === "" ? watchNothing : watch, () => find);
  const Icon = name === "" ? undefined : known?.(name);
  return Icon === undefined ? instead : <Icon aria-hidden />;
}
