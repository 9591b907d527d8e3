import type { Grant, PatchGrant } from "@strongroom/client";
import { useState } from "react";
import { FormDialog } from "../../design/dialog.tsx";
import { SelectField, TextArea } from "../../design/field.tsx";
import { toast } from "../../design/toast.tsx";
import { api } from "../../server/index.ts";
import { useNames } from "../../server/names.ts";
import { useUser } from "../../session/index.tsx";
import { useFormat } from "../../text/format.ts";
import { useText } from "../../text/index.ts";
import { useSharingChanged } from "../grants.ts";
import { coreOf, LEVELS, type Level, lacking, levelOf, permissionsOf } from "../levels.ts";
import { inWords, useSharingProblem } from "../problem.ts";
import { instantOf, type Until } from "../until.ts";
import { useDoes } from "../words.ts";
import type { SealDraft, Shared } from "./draft.ts";
import type { GivenRow } from "./rows.ts";
import { SealField } from "./seal-field.tsx";
import styles from "./share.module.css";
import { UntilField, untilHolds } from "./until-field.tsx";

interface ChangeDialogProps {
  database: string;
  row: GivenRow;
  objects: Shared[];
  onClose: () => void;
}

const termsOf = ({ seal }: Grant): SealDraft | null =>
  seal == null ? null : { approvers: seal.approvers, quorum: seal.quorum, openFor: seal.open_for ?? null };

const sent = ({ approvers, quorum, openFor }: SealDraft) => ({
  approvers: approvers.map(({ id }) => id),
  quorum,
  open_for: openFor,
});

/** What of a grant a patch would put back. */
function before(grant: Grant, patch: PatchGrant): PatchGrant {
  const terms = termsOf(grant);
  return {
    ...(patch.permissions === undefined ? {} : { permissions: grant.permissions }),
    ...(patch.valid_to === undefined ? {} : { valid_to: grant.valid_to ?? null }),
    ...(patch.note === undefined ? {} : { note: grant.note ?? null }),
    ...(patch.seal === undefined || terms === null ? {} : { seal: sent(terms) }),
  };
}

/** Changes grants: level, until when, note, the terms of the seal. What stays as it is is not sent. */
export function ChangeDialog({ database, row, objects, onClose }: ChangeDialogProps) {
  const t = useText();
  const format = useFormat();
  const does = useDoes();
  const me = useUser();
  const say = useSharingProblem();
  const changed = useSharingChanged(database);
  const { grants, permissions } = row;
  const [first] = grants;
  const mine = grants.every(({ author }) => author?.id === me.id);
  const single = grants.length === 1;
  // Administrators of the server may name more approvers of what others gave.
  const adds = me.roles.some((role) => role === "super_administrator" || role === "administrator");
  const [level, setLevel] = useState<Level | "keep">("keep");
  const [until, setUntil] = useState<Until>({ choice: "keep", date: "" });
  const [note, setNote] = useState(first.note ?? "");
  const terms = single ? termsOf(first) : null;
  const [seal, setSeal] = useState(terms);

  const rightsOf = (grant: Grant) => objects.find(({ id }) => id === grant.object)?.rights ?? [];
  function patchOf(grant: Grant): PatchGrant {
    const valid_to = until.choice === "keep" ? undefined : instantOf(until);
    const said = note.trim() === "" ? null : note.trim();
    return {
      ...(level === "keep" ? {} : { permissions: permissionsOf(level, mine ? rightsOf(grant) : grant.permissions) }),
      ...(valid_to === undefined ? {} : { valid_to }),
      ...(!mine || !single || said === (grant.note ?? null) ? {} : { note: said }),
      ...(seal === null || JSON.stringify(seal) === JSON.stringify(terms) ? {} : { seal: sent(seal) }),
    };
  }
  async function send(work: { grant: { id: string; revision: number }; patch: PatchGrant }[]): Promise<Grant[]> {
    const after: Grant[] = [];
    for (const { grant, patch } of work) {
      const { data } = await api.PATCH("/api/v1/databases/{db}/grants/{id}", {
        params: { path: { db: database, id: grant.id } },
        headers: { "If-Match": `"${grant.revision}"` },
        body: patch,
      });
      if (data !== undefined) after.push(data);
    }
    return after;
  }
  async function submit() {
    const work = grants.map((grant) => ({ grant, patch: patchOf(grant) }));
    const after = await inWords(
      (error) => say(error, seal !== null),
      () => send(work),
    ).finally(changed);
    const back = after.map((grant, at) => ({
      grant,
      patch: before(grants[at] ?? first, work[at]?.patch ?? {}),
    }));
    const undo = () =>
      void send(back)
        .then(() => toast({ text: t.sharing.undone }))
        .catch((error) => toast({ text: say(error, true), look: "bad" }))
        .finally(changed);
    toast({ text: t.sharing.changed, action: mine ? { label: t.everywhere.undo, run: undo } : undefined });
  }

  const nameOf = useNames([row.grantee]);
  const name = row.grantee === null ? t.sharing.gone : nameOf(row.grantee);
  const given = permissions === null ? t.sharing.mixed : does(permissions);
  const now = row.validTo === undefined ? t.sharing.mixed : ends(row.validTo);
  function ends(validTo: string | null) {
    return validTo === null ? t.sharing.untilNever : t.sharing.endsAt(format.dateTime(validTo));
  }
  const levels = LEVELS.filter((one) =>
    mine
      ? lacking(
          coreOf(one),
          grants.map((grant) => ({ rights: rightsOf(grant) })),
        ) === 0
      : grants.every((grant) => coreOf(one).every((permission) => grant.permissions.includes(permission))),
  ).filter((one) => permissions === null || one !== levelOf(permissions));
  const nothing = grants.every((grant) => Object.keys(patchOf(grant)).length === 0);
  const resets =
    grants.some((one) => one.seal != null) &&
    grants.some((one) => Object.keys(patchOf(one)).some((key) => key !== "note"));
  return (
    <FormDialog
      open
      onClose={onClose}
      title={t.sharing.changeTitle(name)}
      text={mine ? undefined : t.sharing.changeNarrows}
      go={t.everywhere.save}
      disabled={nothing || !untilHolds(until) || seal?.approvers.length === 0}
      submit={submit}
    >
      <SelectField
        label={t.sharing.may}
        value={level}
        onChange={(event) => setLevel(event.target.value as Level | "keep")}
      >
        <option value="keep">{`${t.sharing.untils.keep}: ${given}`}</option>
        {levels.map((one) => (
          <option key={one} value={one}>
            {t.sharing.levels[one]}
          </option>
        ))}
      </SelectField>
      <UntilField value={until} onChange={setUntil} keep={now} />
      {mine && single && (
        <TextArea
          label={t.sharing.note}
          rows={2}
          maxLength={1000}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      )}
      {seal !== null && (mine || adds) && <SealField value={seal} onChange={setSeal} />}
      {resets && <p className={styles.told}>{t.sharing.changeResets}</p>}
    </FormDialog>
  );
}
