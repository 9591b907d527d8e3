import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
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
  const keep = useMutation({
    mutationFn: (mail: string[]) => api.PUT("/api/v1/notices/settings", { body: { mail } }),
    onMutate: (mail) => {
      const before = cache.getQueryData<string[]>(KEY);
      cache.setQueryData(KEY, mail);
      return before;
    },
    onSuccess: () => toast({ text: t.notices.saved }),
    onError: (error, _, before) => {
      cache.setQueryData(KEY, before);
      toast({ text: say(error), look: "bad" });
    },
  });
  const mail = settings.data;
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
                  onChange={(event) =>
                    keep.mutate(event.target.checked ? [...mail, kind] : mail.filter((one) => one !== kind))
                  }
                />
              ))}
            </fieldset>
          ))}
      </div>
    </div>
  );
}
