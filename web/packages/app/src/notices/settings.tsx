import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
import { useState } from "react";
import { Link } from "wouter";
import { Checkbox } from "../design/field.tsx";
import { toast } from "../design/toast.tsx";
import { api } from "../server/index.ts";
import { useProblemText } from "../server/problem-text.ts";
import { useText } from "../text/index.ts";
import styles from "./notices.module.css";
import { KINDS } from "./words.ts";

const KEY = ["notices", "settings"];

/** Which kinds of notices come by mail as well. Each tick is kept at once. */
export function NoticeSettings() {
  const t = useText();
  const say = useProblemText();
  const cache = useQueryClient();
  const settings = useQuery({
    queryKey: KEY,
    queryFn: async () => (await api.GET("/api/v1/notices/settings")).data?.mail ?? [],
  });
  /** What was ticked here: shown at once, and what the next tick is added to. */
  const [ticked, setTicked] = useState<string[] | null>(null);
  const keep = useMutation({
    mutationFn: (mail: string[]) => api.PUT("/api/v1/notices/settings", { body: { mail } }),
    // One after the other: the last tick is the one that stays.
    scope: { id: "notice-settings" },
    onSuccess: (_, mail) => {
      cache.setQueryData(KEY, mail);
      toast({ text: t.notices.saved });
    },
    onError: (error) => {
      setTicked(null);
      toast({ text: say(error), look: "bad" });
      return cache.invalidateQueries({ queryKey: KEY });
    },
  });
  const mail = ticked ?? settings.data;
  function tick(before: string[], kind: string, on: boolean) {
    const next = on ? [...before, kind] : before.filter((one) => one !== kind);
    setTicked(next);
    keep.mutate(next);
  }
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <Link href="/notices" className={styles.link} aria-label={t.everywhere.back}>
          <ArrowLeft aria-hidden />
        </Link>
        <h1>{t.notices.settingsTitle}</h1>
      </header>
      <div className={styles.settings}>
        <p>{t.notices.settingsText}</p>
        {settings.isError && <p role="alert">{say(settings.error)}</p>}
        {mail !== undefined &&
          Object.entries(KINDS).map(([group, kinds]) => (
            <fieldset key={group}>
              <legend>{t.notices.groups[group as keyof typeof KINDS]}</legend>
              {kinds.map((kind) => (
                <Checkbox
                  key={kind}
                  label={t.notices.kinds[kind]}
                  checked={mail.includes(kind)}
                  onChange={(event) => tick(mail, kind, event.target.checked)}
                />
              ))}
            </fieldset>
          ))}
      </div>
    </div>
  );
}
