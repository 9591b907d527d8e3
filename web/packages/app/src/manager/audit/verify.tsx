import type { AuditVerification } from "@strongroom/client";
import { useMutation } from "@tanstack/react-query";
import { CircleCheck, CircleX, Copy } from "lucide-react";
import { useState } from "react";
import { Button, IconButton } from "../../design/button.tsx";
import { TextField } from "../../design/field.tsx";
import { toast } from "../../design/toast.tsx";
import { api } from "../../server/index.ts";
import { useProblemText } from "../../server/problem-text.ts";
import { useFormat } from "../../text/format.ts";
import { useAllText } from "../../text/index.ts";
import { useDatabases } from "../../vault/databases.ts";
import styles from "./verify.module.css";

/** Has the server read the whole audit and check that nothing was changed; with a noted head also that none is gone. */
export function Verify({ short = false }: { short?: boolean }) {
  const t = useAllText();
  const say = useProblemText();
  const words = t.manager.verify;
  const [head, setHead] = useState("");
  const verify = useMutation({
    mutationFn: async () => {
      const query = head.trim() === "" ? {} : { head: head.trim() };
      return (await api.GET("/api/v1/audit/verify", { params: { query } })).data;
    },
    onError: (error) => toast({ text: say(error), look: "bad" }),
  });
  return (
    <form
      className={styles.verify}
      onSubmit={(event) => {
        event.preventDefault();
        verify.mutate();
      }}
    >
      <p className={styles.text}>{words.text}</p>
      <div className={styles.ask} data-short={short || undefined}>
        {!short && (
          <TextField
            mono
            label={words.earlier}
            hint={words.earlierHint}
            value={head}
            onChange={(event) => setHead(event.target.value)}
          />
        )}
        <Button type="submit" busy={verify.isPending}>
          {words.go}
        </Button>
      </div>
      <div role="status">{verify.data !== undefined && <Result of={verify.data} asked={head !== ""} />}</div>
    </form>
  );
}

function Result({ of, asked }: { of: AuditVerification; asked: boolean }) {
  const t = useAllText();
  const format = useFormat();
  const words = t.manager.verify;
  const databases = useDatabases().data;
  if (!of.intact) {
    const { broken } = of;
    const chain = broken?.database == null ? words.serverChain : nameOf(broken.database);
    return (
      <p className={styles.bad}>
        <CircleX aria-hidden />
        <span>
          <b>{words.broken}</b>
          {broken != null && ` ${words.brokenAt(chain, format.number(broken.number))} ${broken.reason}`}
        </span>
      </p>
    );
  }
  return (
    <>
      <p className={styles.good}>
        <CircleCheck aria-hidden />
        <span>
          <b>{words.intact(format.number(of.records))}</b> {asked ? words.headIsHere : ""}
        </span>
      </p>
      {of.head != null && (
        <div className={styles.head}>
          <span>{words.note}</span>
          <code>{of.head}</code>
          <IconButton label={words.copyHead} onClick={() => void copy(of.head ?? "")}>
            <Copy aria-hidden />
          </IconButton>
        </div>
      )}
    </>
  );

  function nameOf(id: string): string {
    return databases?.find((one) => one.id === id)?.name ?? id;
  }
  async function copy(head: string) {
    try {
      await navigator.clipboard.writeText(head);
      toast({ text: words.copied });
    } catch {
      toast({ text: t.vault.copyFailed, look: "bad" });
    }
  }
}
