import { CalendarClock, Clock, Keyboard, Lock, LogOut, Settings2, Star } from "lucide-react";
import type { ReactNode } from "react";
import { useLocation } from "wouter";
import { ask } from "../../moving/asking.ts";
import { useSession } from "../../session/index.tsx";
import { useText } from "../../text/index.ts";
import { addressOf, type View, WITHIN } from "../place.ts";

/** Something that the palette can do. */
export interface Command {
  name: string;
  icon: ReactNode;
  keys?: string;
  run: () => void;
}

/** The commands whose name has each word of `query`. */
export function useCommands(query: string): Command[] {
  const t = useText();
  const [, navigate] = useLocation();
  const { lock, signOut } = useSession();
  const to = (view: View) => () => navigate(addressOf({ view, entry: null }));
  const all: Command[] = [
    { name: t.vault.favourites, icon: <Star aria-hidden />, run: to({ kind: "favourites" }) },
    { name: t.vault.recent, icon: <Clock aria-hidden />, run: to({ kind: "recent" }) },
    { name: t.vault.expiring, icon: <CalendarClock aria-hidden />, run: to({ kind: "expiring", within: WITHIN }) },
    { name: t.shell.serverManager, icon: <Settings2 aria-hidden />, run: () => navigate("/manager") },
    { name: t.session.lockNow, icon: <Lock aria-hidden />, keys: "Alt L", run: () => void lock() },
    { name: t.keys.showAll, icon: <Keyboard aria-hidden />, keys: "?", run: () => ask({ kind: "keys" }) },
    { name: t.session.signOut, icon: <LogOut aria-hidden />, run: () => void signOut() },
  ];
  const words = query.toLocaleLowerCase().split(/\s+/);
  return all.filter(({ name }) => words.every((word) => name.toLocaleLowerCase().includes(word)));
}
