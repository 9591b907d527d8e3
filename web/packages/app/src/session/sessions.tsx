import type { Session } from "@strongroom/client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "../design/button.tsx";
import { Card, CardRow } from "../design/card.tsx";
import { Dialog } from "../design/dialog.tsx";
import { Tag } from "../design/tag.tsx";
import { toast } from "../design/toast.tsx";
import { api } from "../server/index.ts";
import { useProblemText } from "../server/problem-text.ts";
import { useFormat } from "../text/format.ts";
import { useText } from "../text/index.ts";
import styles from "./sessions.module.css";

const KEY = ["sessions"];

/** Where the person is signed in, and how to end what they do not know. */
export function SessionsDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useText();
  const say = useProblemText();
  const cache = useQueryClient();
  const sessions = useQuery({
    queryKey: KEY,
    enabled: open,
    staleTime: 0,
    queryFn: async () =>
      (await api.GET("/api/v1/auth/sessions", { params: { query: { limit: 1000 } } })).data?.items ?? [],
  });
  const end = useMutation({
    mutationFn: async (ids: string[]) => {
      for (const id of ids) await api.DELETE("/api/v1/auth/sessions/{id}", { params: { path: { id } } });
    },
    onError: (error) => toast({ text: say(error), look: "bad" }),
    onSettled: () => cache.invalidateQueries({ queryKey: KEY }),
  });
  const items = sessions.data ?? [];
  const others = items.filter((one) => !one.current);
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={t.session.sessions}
      text={t.session.sessionsText}
      size="medium"
      actions={
        <Button
          disabled={others.length === 0}
          busy={end.isPending}
          onClick={() => end.mutate(others.map((one) => one.id))}
        >
          {t.session.endOthers}
        </Button>
      }
    >
      <Card>
        {items.map((one) => (
          <Line key={one.id} session={one} end={() => end.mutate([one.id])} />
        ))}
      </Card>
    </Dialog>
  );
}

function Line({ session, end }: { session: Session; end: () => void }) {
  const t = useText();
  const format = useFormat();
  return (
    <CardRow>
      <div className={styles.what}>
        <b>{t.session.clients[session.client]}</b>
        <small>
          {session.address} · {t.session.lastUsed(format.relative(session.last_used_at))}
        </small>
      </div>
      {session.current ? <Tag>{t.session.thisSession}</Tag> : <Button onClick={end}>{t.session.endSession}</Button>}
    </CardRow>
  );
}
