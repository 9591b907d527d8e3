import type { Approval } from "@strongroom/client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ArrowLeft, Check, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button, IconButton } from "../../design/button.tsx";
import { TextArea } from "../../design/field.tsx";
import { Kbd } from "../../design/kbd.tsx";
import { toast } from "../../design/toast.tsx";
import { usePreferences } from "../../preferences/index.tsx";
import { useNames } from "../../server/names.ts";
import { useFormat } from "../../text/format.ts";
import { useText } from "../../text/index.ts";
import { sharingKey, useFresh } from "../grants.ts";
import { useSharingProblem } from "../problem.ts";
import { act, isElsewhere } from "../seal/act.ts";
import styles from "./approvals.module.css";
import { APPROVALS } from "./data.ts";
import { Facts } from "./facts.tsx";
import { offer } from "./keys.ts";

interface DecisionProps {
  approval: Approval;
  /** It does not wait any more: what is shown is what was there. */
  gone: boolean;
  back: () => void;
  decided: () => void;
}

/** One request, and the decision on it with a comment. It is for the request that is shown, and for no other. */
export function Decision({ approval, gone, back, decided }: DecisionProps) {
  const t = useText();
  const format = useFormat();
  const say = useSharingProblem();
  const cache = useQueryClient();
  const { shortcuts } = usePreferences().preferences;
  const [comment, setComment] = useState("");
  const [bare, setBare] = useState(false);
  const [since] = useState(() => performance.now());
  const field = useRef<HTMLTextAreaElement>(null);
  useFresh(approval.database);
  const { database, grant, person, request } = approval;
  const title = approval.title ?? t.sharing.closedTitle;
  const name = useNames([person])(person);
  const decide = useMutation({
    mutationFn: (event: "approve" | "reject" | "reseal") =>
      act(database, {
        grant,
        event,
        person: person.id,
        request: event === "reseal" ? undefined : (request ?? undefined),
        reason: comment,
      }),
    onSettled: () =>
      Promise.all([
        cache.invalidateQueries({ queryKey: APPROVALS }),
        cache.invalidateQueries({ queryKey: sharingKey(database) }),
      ]),
  });
  const over = gone || (decide.isError && isElsewhere(decide.error));

  // What was begun here is told also where the person went on meanwhile.
  const tell = (error: unknown) => toast({ text: say(error), look: "bad" });
  const here = useRef(true);
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
    };
  }, []);
  const refused = (error: unknown) => {
    if (!here.current) tell(error);
  };
  const takeBack = () => void decide.mutateAsync("reseal").then(() => toast({ text: t.sharing.tookBack(name) }), tell);
  function approve() {
    if (over || approval.approved || decide.isPending) return;
    void decide.mutateAsync("approve").then((after) => {
      const now = after?.seal?.people.find((one) => one.person?.id === person.id);
      if (now?.state === "waiting") {
        const [n, of] = [format.number(now.approvals?.length ?? 1), format.number(approval.quorum)];
        toast({ text: t.sharing.approvedOne(n, of) });
      } else {
        toast({
          text: t.sharing.approved(name, title),
          action: { label: t.sharing.takeBack, run: takeBack },
        });
      }
      if (here.current) decided();
    }, refused);
  }
  function reject() {
    if (over || decide.isPending) return;
    if (comment.trim() === "") {
      setBare(true);
      field.current?.focus();
      return;
    }
    void decide.mutateAsync("reject").then(() => {
      toast({ text: t.sharing.rejected(name) });
      if (here.current) decided();
    }, refused);
  }
  useEffect(() => offer({ since, approve, reject }));

  return (
    <article className={styles.decision} aria-label={t.sharing.asksFor(name, title)}>
      <header className={styles.top}>
        <IconButton label={t.everywhere.back} className={styles.back} onClick={back}>
          <ArrowLeft aria-hidden />
        </IconButton>
        <h2>{t.sharing.asksFor(name, title)}</h2>
      </header>
      <div role="status">
        {over && (
          <p className={styles.gone}>
            <b>{t.sharing.requestGone}</b> {t.sharing.requestGoneText}
          </p>
        )}
      </div>
      <Facts approval={approval} gone={over} />
      <TextArea
        ref={field}
        label={t.sharing.comment}
        hint={t.sharing.commentHint}
        error={bare && comment.trim() === "" ? t.sharing.commentNeeded : undefined}
        rows={3}
        maxLength={1000}
        value={comment}
        onChange={(event) => setComment(event.target.value)}
      />
      {decide.isError && !over && (
        <p className={styles.error} role="alert">
          {say(decide.error)}
        </p>
      )}
      {approval.approved && !over && <p className={styles.note}>{t.sharing.youApproved}</p>}
      <div className={styles.buttons}>
        <Button
          look="go"
          icon={<Check aria-hidden />}
          disabled={over || approval.approved}
          busy={decide.isPending && decide.variables === "approve"}
          onClick={approve}
        >
          {t.sharing.approve}
          {shortcuts && <Kbd keys="A" />}
        </Button>
        <Button
          icon={<X aria-hidden />}
          disabled={over}
          busy={decide.isPending && decide.variables === "reject"}
          onClick={reject}
        >
          {t.sharing.reject}
          {shortcuts && <Kbd keys="R" />}
        </Button>
      </div>
    </article>
  );
}
