import { LockOpen } from "lucide-react";
import { useState } from "react";
import { Button } from "../../design/button.tsx";
import { FormDialog } from "../../design/dialog.tsx";
import { toast } from "../../design/toast.tsx";
import { useText } from "../../text/index.ts";
import { inWords, useSharingProblem } from "../problem.ts";
import { useOpenFor } from "../share/seal-field.tsx";
import { useSealAct } from "./act.ts";

interface BreakSealProps {
  database: string;
  grant: string;
  title: string;
  openFor: number | null;
}

/** Breaks the seal, after it was said what that means: it is logged, told to others, and can not be undone. */
export function BreakSeal({ database, grant, title, openFor }: BreakSealProps) {
  const t = useText();
  const say = useSharingProblem();
  const send = useSealAct(database, grant);
  const said = useOpenFor();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button look="go" icon={<LockOpen aria-hidden />} onClick={() => setAsking(true)}>
        {t.sharing.break}
      </Button>
      <FormDialog
        open={asking}
        onClose={() => setAsking(false)}
        title={t.sharing.breakTitle(title)}
        go={t.sharing.break}
        submit={async () => {
          await inWords(say, () => send.mutateAsync({ event: "break" }));
          toast({ text: t.sharing.broken });
        }}
      >
        <p>{t.sharing.breakText}</p>
        <p>{openFor === null ? t.sharing.breakEver : t.sharing.breakFor(said(openFor))}</p>
      </FormDialog>
    </>
  );
}
