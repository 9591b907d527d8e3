import type { Session, User } from "@strongroom/client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "../../design/button.tsx";
import { Card, CardRow } from "../../design/card.tsx";
import { Tag } from "../../design/tag.tsx";
import { toast } from "../../design/toast.tsx";
import { api } from "../../server/index.ts";
import { useProblemText } from "../../server/problem-text.ts";
import { useFormat } from "../../text/format.ts";
import { useAllText } from "../../text/index.ts";
import styles from "./users.module.css";

/** Where somebody is signed in, and how to end it. */
export function UserSessions({ user }: { user: User }) {
  const t = useAllText();
  const say = useProblemText();
  const cache = useQueryClient();
  const words = t.manager.users;
  const queryKey = ["manager", "sessions", user.id];
  const sessions = useQuery({
    queryKey,
    staleTime: 0,
    queryFn: async ({ signal }) => {
      const query = { user: user.id, limit: 1000 };
      return (await api.GET("/api/v1/auth/sessions", { params: { query }, signal })).data?.items ?? [];
    },
  });
  const end = useMutation({
    mutationFn: async (ids: string[]) => {
      for (const id of ids) await api.DELETE("/api/v1/auth/sessions/{id}", { params: { path: { id } } });
    },
    onSuccess: (_, ids) => toast({ text: words.ended(ids.length) }),
    onError: (error) => toast({ text: say(error), look: "bad" }),
    onSettled: () => cache.invalidateQueries({ queryKey }),
  });
  const others = sessions.data?.filter((one) => !one.current) ?? [];
  return (
    <Card
      caption={t.session.sessions}
      action={
        others.length > 1 && (
          <Button look="plain" busy={end.isPending} onClick={() => end.mutate(others.map((one) => one.id))}>
            {words.endAll}
          </Button>
        )
      }
    >
      {sessions.isError && <CardRow>{say(sessions.error)}</CardRow>}
      {sessions.data?.length === 0 && <CardRow>{words.noSession}</CardRow>}
      {sessions.data?.map((one) => (
        <CardRow key={one.id}>
          <Line session={one} end={() => end.mutate([one.id])} />
        </CardRow>
      ))}
    </Card>
  );
}

function Line({ session, end }: { session: Session; end: () => void }) {
  const t = useAllText();
  const format = useFormat();
  return (
    <div className={styles.line}>
      <span>
        <b>{t.session.clients[session.client]}</b>
        <small>
          {session.address} · {t.session.lastUsed(format.relative(session.last_used_at))}
        </small>
      </span>
      {session.current ? <Tag>{t.session.thisSession}</Tag> : <Button onClick={end}>{t.session.endSession}</Button>}
    </div>
  );
}
