import { CalendarClock, Clock, Lock, LogOut, Settings2, Star } from "lucide-react";
import type { ReactNode } from "react";
import { useLocation } from "wouter";
import { useSession } from "../../session/index.tsx";
import { useText } from "../../text/index.ts";
import { addressOf } from "../place.ts";

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
  const to = (kind: "favourites" | "recent" | "expiring") => () => navigate(addressOf({ view: { kind }, entry: null }));
  const all: Command[] = [
    { name: t.vault.favourites, icon: <Star aria-hidden />, run: to("favourites") },
    { name: t.vault.recent, icon: <Clock aria-hidden />, run: to("recent") },
    { name: t.vault.expiring, icon: <CalendarClock aria-hidden />, run: to("expiring") },
    { name: t.shell.serverManager, icon: <Settings2 aria-hidden />, run: () => navigate("/manager") },
    { name: t.session.lockNow, icon: <Lock aria-hidden />, keys: "Alt L", run: () => void lock() },
    { name: t.session.signOut, icon: <LogOut aria-hidden />, run: () => void signOut() },
  ];
  const words = query.toLocaleLowerCase().split(/\s+/);
  return all.filter(({ name }) => words.every((word) => name.toLocaleLowerCase().includes(word)));
}
