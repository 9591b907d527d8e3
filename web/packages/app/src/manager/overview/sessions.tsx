import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { Button } from "../../design/button.tsx";
import { Card, CardRow } from "../../design/card.tsx";
import { api } from "../../server/index.ts";
import { SessionsDialog } from "../../session/sessions.tsx";
import { useAllText } from "../../text/index.ts";
import { useAccess } from "../frame/me.ts";
import styles from "./overview.module.css";

/** How often the person is signed in. Sessions of others stand at their accounts: the server tells them one by one. */
export function OwnSessions() {
  const t = useAllText();
  const { accounts } = useAccess();
  const [open, setOpen] = useState(false);
  const sessions = useQuery({
    queryKey: ["sessions"],
    queryFn: async () =>
      (await api.GET("/api/v1/auth/sessions", { params: { query: { limit: 1000 } } })).data?.items ?? [],
  });
  if (sessions.data === undefined) return null;
  return (
    <Card caption={t.session.sessions}>
      <CardRow>
        <div className={styles.line}>
          <span>
            {t.manager.overview.ownSessions(sessions.data.length)}
            <br />
            <small>
              {accounts ? (
                <>
                  {t.manager.overview.othersSessions} <Link href="/manager/users">{t.manager.overview.look}</Link>
                </>
              ) : (
                t.manager.overview.othersSessionsNot
              )}
            </small>
          </span>
          <Button onClick={() => setOpen(true)}>{t.everywhere.show}</Button>
        </div>
      </CardRow>
      <SessionsDialog open={open} onClose={() => setOpen(false)} />
    </Card>
  );
}
