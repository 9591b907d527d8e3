import type { CurrentSession, ServerInfo, SignedInUser } from "@strongroom/client";
import { isProblem } from "@strongroom/client";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { announceNothing } from "../design/announce.tsx";
import { closeToasts } from "../design/toast.tsx";
import { takeClipboardSeconds } from "../server/clipboard-time.ts";
import { api, onSignedOut, queries, server } from "../server/index.ts";
import { connect, disconnect } from "../server/live.ts";
import { forgetInvitation, keepInvitationOf } from "./invite.ts";

/** Where the person stands with the server. */
export type SessionState =
  | { kind: "loading" }
  | { kind: "unreachable" }
  | { kind: "setup"; info: ServerInfo }
  /** Not signed in; `username` and `why` are there when a session ended under somebody. */
  | { kind: "out"; info: ServerInfo; why?: "ended" | "locked"; username?: string }
  | { kind: "in"; info: ServerInfo; user: SignedInUser };

interface Held {
  state: SessionState;
  /** Asks the server anew where the person stands. */
  reload(): Promise<void>;
  signIn(username: string, password: string): Promise<void>;
  signOut(): Promise<void>;
  /** Ends the session and keeps the place: nothing can be read until the same person signs in again. */
  lock(): Promise<void>;
}

const SessionContext = createContext<Held | null>(null);

/** The session of the page. */
export function useSession(): Held {
  const held = useContext(SessionContext);
  if (held === null) throw new Error("useSession outside of its provider");
  return held;
}

/** The person who is signed in; only for what is drawn while somebody is. */
export function useUser(): SignedInUser {
  const { state } = useSession();
  if (state.kind !== "in") throw new Error("useUser without a session");
  return state.user;
}

type Wiper = () => void;
const wipers = new Set<Wiper>();

/** Calls `wiper` whenever a session ends, so that nothing of it stays in memory; gives back how to stop. */
export function onWipe(wiper: Wiper): () => void {
  wipers.add(wiper);
  return () => {
    wipers.delete(wiper);
  };
}

function wipe(): void {
  disconnect();
  server.abandon();
  server.setCsrf(null);
  queries.clear();
  for (const wiper of wipers) wiper();
  closeToasts();
  announceNothing();
  forgetInvitation();
}

type Entered = Pick<CurrentSession, "user" | "csrf_token" | "clipboard_seconds">;

function entered(session: Entered, info: ServerInfo): SessionState {
  server.setCsrf(session.csrf_token ?? null);
  takeClipboardSeconds(session.clipboard_seconds);
  keepInvitationOf(session.user.username);
  if (session.user.must_change_password !== true) connect();
  return { kind: "in", info, user: session.user };
}

async function find(): Promise<SessionState> {
  try {
    const info = (await api.GET("/api/v1/server")).data as ServerInfo;
    if (info.setup_required) return { kind: "setup", info };
    try {
      const session = (await api.GET("/api/v1/auth/session")).data as CurrentSession;
      return entered(session, info);
    } catch (error) {
      if (isProblem(error, "unauthenticated")) return { kind: "out", info };
      throw error;
    }
  } catch {
    return { kind: "unreachable" };
  }
}

/** Finds out whose page this is, and holds it for everything below. */
export function SessionProvider({ children }: { children: ReactNode }) {
  const [state, setState] = useState<SessionState>({ kind: "loading" });

  const reload = useCallback(async () => setState(await find()), []);
  useEffect(() => void reload(), [reload]);

  const leave = useCallback((why?: "ended" | "locked") => {
    wipe();
    setState((before) =>
      before.kind === "in" ? { kind: "out", info: before.info, why, username: before.user.username } : before,
    );
  }, []);
  useEffect(() => onSignedOut(() => leave("ended")), [leave]);

  const held = useMemo<Held>(() => {
    async function end(why?: "locked") {
      // The page forgets first, its proof included, so the request carries that along: whatever the network does,
      // nothing stays to be read.
      const headers = { "X-Strongroom-CSRF": server.csrf() ?? "" };
      const gone = api.POST("/api/v1/auth/logout", { headers, keepalive: true }).catch(() => undefined);
      leave(why);
      await gone;
    }
    return {
      state,
      reload,
      async signIn(username, password) {
        const answer = await api.POST("/api/v1/auth/login", { body: { username, password, client: "web" } });
        const info = (await api.GET("/api/v1/server")).data as ServerInfo;
        if (answer.data !== undefined) setState(entered(answer.data, info));
      },
      signOut: () => end(),
      lock: () => end("locked"),
    };
  }, [state, reload, leave]);

  return <SessionContext value={held}>{children}</SessionContext>;
}
