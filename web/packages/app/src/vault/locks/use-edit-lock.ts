import { isProblem } from "@strongroom/client";
import { useEffect, useRef, useState } from "react";
import { api } from "../../server/index.ts";
import { listen, watchLive } from "../../server/live.ts";
import { EditLock, type LockCalls, type LockState, type Outcome, RENEW_EVERY } from "./edit-lock.ts";

function outcomeOf(error: unknown): Outcome {
  if (isProblem(error, "locked")) {
    const { holder, since } = error.problem;
    return { kind: "other", holder: holder ?? "", since: since ?? new Date().toISOString() };
  }
  if (isProblem(error, "unreachable", "busy", "unavailable", "internal")) return { kind: "away" };
  return { kind: "gone" };
}

function callsOf(db: string, id: string): LockCalls {
  const params = { path: { db, id } };
  return {
    async take() {
      try {
        const answer = await api.POST("/api/v1/databases/{db}/objects/{id}/lock", { params });
        return { kind: "token", token: answer.data?.token ?? "" };
      } catch (error) {
        return outcomeOf(error);
      }
    },
    async renew(token) {
      try {
        const answer = await api.PUT("/api/v1/databases/{db}/objects/{id}/lock", { params, body: { token } });
        return { kind: "token", token: answer.data?.token ?? token };
      } catch (error) {
        return outcomeOf(error);
      }
    },
    async release(token) {
      // The page may be on its way out: the request outlives it.
      const body = { token };
      await api
        .DELETE("/api/v1/databases/{db}/objects/{id}/lock", { params, body, keepalive: true })
        .catch(() => undefined);
    },
  };
}

/** Ends anybody's lock, for those who administer the database. */
export async function releaseByForce(db: string, id: string): Promise<void> {
  const params = { path: { db, id }, query: { force: true } };
  await api.DELETE("/api/v1/databases/{db}/objects/{id}/lock", { params, body: {} });
}

/** The lock of an entry for as long as its form is on the page. */
export function useEditLock(database: string, id: string | null) {
  const [state, setState] = useState<LockState>({ kind: "none" });
  const lock = useRef<EditLock | null>(null);
  useEffect(() => {
    if (id === null) return;
    const mine = new EditLock(callsOf(database, id), setState);
    lock.current = mine;
    void mine.take();
    const timer = setInterval(() => void mine.tick(), RENEW_EVERY);
    const deaf = listen("lock.changed", (news) => {
      if (news.database === database && news.object === id) mine.hear(news);
    });
    const blind = watchLive((live) => live === "on" && void mine.tick());
    const leave = () => void mine.close();
    addEventListener("pagehide", leave);
    return () => {
      clearInterval(timer);
      deaf();
      blind();
      removeEventListener("pagehide", leave);
      leave();
    };
  }, [database, id]);
  return {
    state,
    touch: () => lock.current?.touch(),
    take: () => lock.current?.take(),
    refused: (holder: string, since: string) => lock.current?.refused(holder, since),
    release: () => lock.current?.close(),
  };
}
