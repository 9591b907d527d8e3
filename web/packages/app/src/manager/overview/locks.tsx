import type { LockAnywhere } from "@strongroom/client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { Button } from "../../design/button.tsx";
import { Card, CardRow } from "../../design/card.tsx";
import { toast } from "../../design/toast.tsx";
import { api, queries } from "../../server/index.ts";
import { useLive } from "../../server/live.ts";
import { everything } from "../../server/pages.ts";
import { useProblemText } from "../../server/problem-text.ts";
import { useFormat } from "../../text/format.ts";
import { useAllText } from "../../text/index.ts";
import { keys } from "../frame/data.ts";
import styles from "./overview.module.css";

/** Who is editing what, in all databases that the person administers; a lock that was forgotten can be let go. */
export function Locks() {
  const t = useAllText();
  const say = useProblemText();
  const words = t.manager.overview;
  const again = useCallback(() => void queries.invalidateQueries({ queryKey: keys.locks }), []);
  useLive("lock.changed", again);
  const locks = useQuery({
    queryKey: keys.locks,
    staleTime: 0,
    queryFn: ({ signal }) =>
      everything((cursor) => api.GET("/api/v1/locks", { params: { query: { limit: 1000, cursor } }, signal })),
  });
  const release = useMutation({
    mutationFn: (lock: LockAnywhere) =>
      api.DELETE("/api/v1/databases/{db}/objects/{id}/lock", {
        params: { path: { db: lock.database, id: lock.object }, query: { force: true } },
        body: {},
      }),
    onSuccess: (_, lock) => toast({ text: words.released(lock.holder) }),
    onError: (error) => toast({ text: say(error), look: "bad" }),
    onSettled: again,
  });
  return (
    <Card caption={words.locks}>
      {locks.isError && <CardRow>{say(locks.error)}</CardRow>}
      {locks.data?.length === 0 && (
        <CardRow>
          <span className={styles.good}>{words.noLocks}</span>
        </CardRow>
      )}
      {locks.data?.map((lock) => (
        <CardRow key={`${lock.database}${lock.object}`}>
          <Line lock={lock} release={() => release.mutate(lock)} />
        </CardRow>
      ))}
    </Card>
  );
}

function Line({ lock, release }: { lock: LockAnywhere; release: () => void }) {
  const t = useAllText();
  const format = useFormat();
  return (
    <div className={styles.line}>
      <span>
        <b>{lock.title}</b> <small>{lock.database_name}</small>
        <br />
        <small>{t.manager.overview.editing(lock.holder, format.time(lock.since))}</small>
      </span>
      <Button aria-label={`${t.manager.overview.release}: ${lock.title}`} onClick={release}>
        {t.manager.overview.release}
      </Button>
    </div>
  );
}
