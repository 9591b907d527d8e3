import type { Approval } from "@strongroom/client";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { useNames } from "../../server/names.ts";
import { useFormat } from "../../text/format.ts";
import { useText } from "../../text/index.ts";
import { useGrant } from "../grants.ts";
import { levelOf } from "../levels.ts";
import { useOpenFor } from "../share/seal-field.tsx";
import { useDoes } from "../words.ts";
import styles from "./approvals.module.css";

/** What an approver has to know: the reason before all else. */
export function Facts({ approval, gone }: { approval: Approval; gone: boolean }) {
  const t = useText();
  const format = useFormat();
  const does = useDoes();
  const level = levelOf(approval.permissions);
  const said = useOpenFor();
  // Once it is over, it may be another request that the grant tells of.
  const grant = useGrant(approval.database, gone ? null : approval.grant).data;
  const own = grant?.seal?.people.find(({ person }) => person?.id === approval.person.id);
  const votes = own?.state === "waiting" ? (own.approvals ?? []) : [];
  const nameOf = useNames([grant?.author, ...votes]);
  const [n, of] = [format.number(approval.approvals), format.number(approval.quorum)];
  return (
    <>
      <blockquote className={styles.reason} aria-label={t.sharing.asksReason}>
        {approval.reason}
      </blockquote>
      <dl className={styles.facts}>
        <Fact name={t.sharing.gets}>{level === "custom" ? does(approval.permissions) : t.sharing.levels[level]}</Fact>
        <Fact name={t.sharing.what}>
          <Link href={`/find/${approval.database}/${approval.object}`}>{approval.title ?? t.sharing.closedTitle}</Link>{" "}
          {t.sharing.inDatabase(approval.database_name)}
        </Fact>
        {grant != null && (
          <Fact name={t.sharing.getsUntil}>
            {grant.valid_to == null ? t.sharing.untils.never : format.dateTime(grant.valid_to)}
          </Fact>
        )}
        {grant?.seal != null && <Fact name={t.sharing.getsFor}>{said(grant.seal.open_for)}</Fact>}
        {grant?.author != null && <Fact name={t.sharing.sharedBy}>{nameOf(grant.author)}</Fact>}
        {grant?.note != null && <Fact name={t.sharing.note}>{grant.note}</Fact>}
        {approval.since != null && <Fact name={t.sharing.asked}>{format.dateTime(approval.since)}</Fact>}
        {approval.until != null && <Fact name={t.sharing.waitsUntil}>{format.dateTime(approval.until)}</Fact>}
        <Fact name={t.sharing.votesSoFar}>
          {votes.length === 0 ? t.sharing.votes(n, of) : t.sharing.votesBy(n, of, format.list(votes.map(nameOf)))}
        </Fact>
      </dl>
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
