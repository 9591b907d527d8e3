import type { Decision, Look, Permission, PersonEffect, PrincipalRef, RightsChange } from "@strongroom/client";
import { UserSearch } from "lucide-react";
import { useState } from "react";
import { Link } from "wouter";
import { IconButton } from "../../../design/button.tsx";
import { Card } from "../../../design/card.tsx";
import { Face } from "../../../design/face.tsx";
import { PrincipalPicker } from "../../../design/principal-picker.tsx";
import { useNames } from "../../../server/names.ts";
import { useAllText } from "../../../text/index.ts";
import { usePreview } from "../data.ts";
import { LookSign, lookOf } from "../look.tsx";
import type { Objects } from "../objects/objects.ts";
import type { PrincipalInfo } from "../principal-bar.tsx";
import { type Reason, reasonOf } from "../reason.ts";
import styles from "./aside.module.css";

interface PersonProps {
  db: string;
  where: string;
  principal: PrincipalInfo;
  object: string | null;
  objects: Objects | undefined;
  changes: RightsChange[];
  affected: PersonEffect[] | undefined;
}

/** What one person can do here, with what is changed and not saved: of all groups together, and why. */
export function PersonCard({ db, where, principal, object, objects, changes, affected }: PersonProps) {
  const t = useAllText().permissionsScreen;
  const [picked, setPicked] = useState<{ id: string; name: string } | null>(null);
  const [picking, setPicking] = useState(false);
  const first = principal.kind === "user" ? principal : (affected?.[0]?.user ?? principal.members?.[0]);
  const person = picked ?? first ?? null;
  const nameOf = useNames(person === null ? [] : [{ ...person, kind: "user" }]);
  const name = person === null ? "" : nameOf({ ...person, kind: "user" });
  const preview = usePreview(db, changes, { principal: person?.id, object }, person !== null);
  const rights = (preview.data?.rights?.object ?? null) === object ? preview.data?.rights : undefined;
  const reader = {
    db,
    principal: person?.id ?? "",
    object,
    isFolder: (id: string) => objects?.byId.get(id)?.folder === true,
  };
  const choose = (chosen: PrincipalRef[]) => {
    setPicked(chosen[0] ?? null);
    setPicking(false);
  };
  return (
    <Card caption={t.personTitle}>
      {person !== null && !picking && (
        <div className={styles.face}>
          <Face name={name} />
          <div>
            <Link href={`/manager/databases/${db}/permissions/${person.id}/objects`}>{name}</Link>
            <small>{where}</small>
          </div>
          <IconButton label={t.personOther} onClick={() => setPicking(true)}>
            <UserSearch aria-hidden />
          </IconButton>
        </div>
      )}
      {(person === null || picking) && (
        <div className={styles.pick}>
          <PrincipalPicker label={t.personChoose} kind="user" single chosen={[]} onChange={choose} />
        </div>
      )}
      {person !== null && rights !== undefined && (
        <Lines decisions={rights?.permissions ?? {}} object={object} reader={reader} />
      )}
    </Card>
  );
}

const ORDER: Look[] = ["allowed_here", "allowed_above", "denied_here", "denied_above", "not_granted"];

/** Permissions with the same look and the same reason on one line. */
function Lines({
  decisions,
  object,
  reader,
}: {
  decisions: Record<string, Decision>;
  object: string | null;
  reader: Parameters<typeof reasonOf>[1];
}) {
  const t = useAllText();
  const lines = new Map<string, { look: Look; reason: Reason; names: string[] }>();
  for (const [permission, decision] of Object.entries(decisions)) {
    if (decision.because == null) continue;
    const look = lookOf(decision, object);
    const reason = reasonOf(decision.because, reader, t);
    const key = `${look} ${look === "not_granted" ? "" : `${reason.words} ${reason.name}`}`;
    const line = lines.get(key) ?? { look, reason, names: [] };
    line.names.push(t.permissions.names[permission as Permission]);
    lines.set(key, line);
  }
  // What is there first, then what was taken, then the rest.
  const ordered = [...lines.entries()].sort(([, a], [, b]) => ORDER.indexOf(a.look) - ORDER.indexOf(b.look));
  return ordered.map(([key, { look, reason, names }]) => (
    <div key={key} className={styles.line}>
      <LookSign look={look} named />
      <div>
        {names.join(", ")}{" "}
        <span className={styles.why}>
          {look === "not_granted" ? t.permissionsScreen.looks.not_granted : reason.words}{" "}
          {look !== "not_granted" &&
            reason.name !== undefined &&
            (reason.href === undefined ? reason.name : <Link href={reason.href}>{reason.name}</Link>)}
        </span>
      </div>
    </div>
  ));
}
