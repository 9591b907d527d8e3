import { type Grant, isProblem, type ObjectSeal, type SealPerson } from "@strongroom/client";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { Button } from "../../design/button.tsx";
import { Skeleton } from "../../design/skeleton.tsx";
import { toast } from "../../design/toast.tsx";
import { useNames } from "../../server/names.ts";
import { useUser } from "../../session/index.tsx";
import { useFormat } from "../../text/format.ts";
import { useText } from "../../text/index.ts";
import { sharingKey, useFresh, useGrant } from "../grants.ts";
import { useSharingProblem } from "../problem.ts";
import { useSealAct } from "./act.ts";
import { BreakSeal } from "./break.tsx";
import { SealHistory } from "./history.tsx";
import styles from "./panel.module.css";
import { RequestForm } from "./request.tsx";
import { SealSteps } from "./steps.tsx";
import { SealIcon } from "./tag.tsx";

interface SealPanelProps {
  database: string;
  object: string;
  seal: ObjectSeal;
  /** Opens what is under the seal, where it is not open beside the panel anyway. */
  onOpen?: () => void;
}

/** The seal on something for this person: where it stands, and the one thing to do next. */
export function SealPanel({ database, seal, onOpen }: SealPanelProps) {
  const t = useText();
  const say = useSharingProblem();
  const me = useUser();
  useFresh(database);
  const grant = useGrant(database, seal.grant);
  if (grant.isError && grant.data === undefined) {
    return (
      <p className={styles.over}>{isProblem(grant.error, "not_found") ? t.sharing.accessOver : say(grant.error)}</p>
    );
  }
  if (grant.data === undefined) {
    // The state is known already; what can be done about it is being asked for.
    return (
      <section className={styles.panel} aria-label={t.sharing.panel} aria-busy="true">
        <header className={styles.head}>
          <SealIcon state={seal.state} />
          <h3>{t.sharing.states[seal.state]}</h3>
        </header>
        <Skeleton lines={3} bare />
      </section>
    );
  }
  if (grant.data?.seal == null) return null;
  const own = grant.data.seal.people.find(({ person }) => person?.id === me.id);
  const state = own?.state ?? grant.data.seal.state;
  return (
    <section className={styles.panel} aria-label={t.sharing.panel}>
      <header className={styles.head}>
        <SealIcon state={state} />
        <h3>{t.sharing.states[state]}</h3>
      </header>
      <SealSteps state={state} />
      <Step database={database} grant={grant.data} own={own ?? { state, approvals: [] }} onOpen={onOpen} />
      <Terms grant={grant.data} own={own} />
      <SealHistory grant={grant.data.id} />
    </section>
  );
}

interface StepProps {
  database: string;
  grant: Grant;
  own: SealPerson;
  onOpen: (() => void) | undefined;
}

function Step({ database, grant, own, onOpen }: StepProps) {
  const t = useText();
  const format = useFormat();
  useEnd(database, own.until ?? null);
  const { since, until, reason, ended } = own;
  switch (own.state) {
    case "sealed":
      return (
        <>
          <p>{t.sharing.sealedText}</p>
          {ended != null && ended !== "rejected" && <p>{t.sharing.ended[ended]}</p>}
          {reason != null && (
            <p className={styles.said}>
              {ended === "rejected" ? t.sharing.rejectedText(reason) : t.sharing.lastReason(reason)}
            </p>
          )}
          <RequestForm database={database} grant={grant.id} />
        </>
      );
    case "waiting":
      return (
        <>
          {since != null && <p>{t.sharing.waitingText(format.relative(since))}</p>}
          {until != null && <p>{t.sharing.waitingUntil(format.dateTime(until))}</p>}
          {reason != null && <p className={styles.said}>{t.sharing.youSaid(reason)}</p>}
          <Withdraw database={database} grant={grant.id} />
        </>
      );
    case "approved":
      return (
        <>
          <p>{t.sharing.grantedText}</p>
          {until != null && <p>{t.sharing.grantedUntil(format.dateTime(until))}</p>}
          <div className={styles.buttons}>
            <BreakSeal
              database={database}
              grant={grant.id}
              title={grant.title ?? ""}
              openFor={grant.seal?.open_for ?? null}
            />
          </div>
        </>
      );
    case "broken":
    case "unsealed":
      return (
        <>
          <p>{own.state === "broken" ? t.sharing.openText : t.sharing.unsealedText}</p>
          {own.state === "broken" && until != null && <p>{t.sharing.openEnds(format.dateTime(until))}</p>}
          {onOpen !== undefined && (
            <div className={styles.buttons}>
              <Button look="go" onClick={onOpen}>
                {t.sharing.open}
              </Button>
            </div>
          )}
        </>
      );
  }
}

function Withdraw({ database, grant }: { database: string; grant: string }) {
  const t = useText();
  const say = useSharingProblem();
  const send = useSealAct(database, grant);
  return (
    <div className={styles.buttons}>
      <Button
        busy={send.isPending}
        onClick={() =>
          void send.mutateAsync({ event: "withdraw" }).then(
            () => toast({ text: t.sharing.withdrawn }),
            (error) => toast({ text: say(error), look: "bad" }),
          )
        }
      >
        {t.sharing.withdraw}
      </Button>
    </div>
  );
}

/** Who decides, and what they said so far. */
function Terms({ grant, own }: { grant: Grant; own: SealPerson | undefined }) {
  const t = useText();
  const format = useFormat();
  const { seal } = grant;
  const nameOf = useNames([...(seal?.approvers ?? []), ...(own?.approvals ?? [])]);
  if (seal == null || own?.state === "broken" || own?.state === "unsealed") return null;
  const votes = own?.state === "waiting" ? (own.approvals ?? []) : null;
  const [n, of] = [format.number(votes?.length ?? 0), format.number(seal.quorum)];
  return (
    <dl className={styles.terms}>
      <div>
        <dt>{t.sharing.whoApproves}</dt>
        <dd>{format.list(seal.approvers.map(nameOf))}</dd>
      </div>
      {votes !== null && (
        <div>
          <dt>{t.sharing.votesSoFar}</dt>
          <dd>
            {votes.length === 0 ? t.sharing.votes(n, of) : t.sharing.votesBy(n, of, format.list(votes.map(nameOf)))}
          </dd>
        </div>
      )}
    </dl>
  );
}

/** Asks anew at the instant at which the clock ends a state. */
function useEnd(database: string, until: string | null): void {
  const cache = useQueryClient();
  useEffect(() => {
    if (until === null) return;
    // A browser's timer counts to 24 days at the most; what ends later is asked for again before that.
    const left = Math.min(new Date(until).getTime() - Date.now() + 500, 2_000_000_000);
    const timer = setTimeout(
      () => void cache.invalidateQueries({ queryKey: sharingKey(database) }),
      Math.max(left, 500),
    );
    return () => clearTimeout(timer);
  }, [cache, database, until]);
}
