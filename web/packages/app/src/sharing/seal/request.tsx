import { type FormEvent, useState } from "react";
import { Button } from "../../design/button.tsx";
import { TextArea } from "../../design/field.tsx";
import { toast } from "../../design/toast.tsx";
import { useText } from "../../text/index.ts";
import { useSharingProblem } from "../problem.ts";
import { useSealAct } from "./act.ts";
import styles from "./panel.module.css";

/** Asks for what is sealed. A reason is needed, and stays typed when it does not get through. */
export function RequestForm({ database, grant }: { database: string; grant: string }) {
  const t = useText();
  const say = useSharingProblem();
  const send = useSealAct(database, grant);
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const missing = reason.trim() === "";

  function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (missing || send.isPending) return;
    // The form is gone when it is done; what went wrong stands beside the field.
    void send.mutateAsync({ event: "request", reason }).then(
      () => toast({ text: t.sharing.requested }),
      () => undefined,
    );
  }
  return (
    <form onSubmit={submit} noValidate className={styles.form}>
      <TextArea
        label={t.sharing.reason}
        hint={t.sharing.reasonHint}
        error={send.isError ? say(send.error) : tried && missing ? t.sharing.reasonNeeded : undefined}
        rows={2}
        maxLength={1000}
        required
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <div className={styles.buttons}>
        <Button look="go" type="submit" busy={send.isPending}>
          {t.sharing.request}
        </Button>
      </div>
    </form>
  );
}
