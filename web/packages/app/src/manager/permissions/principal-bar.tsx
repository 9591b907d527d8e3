import type { Assignment, PrincipalRef } from "@strongroom/client";
import { useState } from "react";
import { useLocation } from "wouter";
import { Button } from "../../design/button.tsx";
import { Face } from "../../design/face.tsx";
import { useAllText } from "../../text/index.ts";
import { ChangeDialog } from "./people/change.tsx";
import { usePeriod } from "./people/columns.tsx";
import { RemoveDialog } from "./people/remove.tsx";
import styles from "./principal.module.css";

/** A user or group, with the members of a group where they may be known. */
export interface PrincipalInfo {
  id: string;
  name: string;
  kind: "user" | "group";
  members: PrincipalRef[] | undefined;
}

interface BarProps {
  db: string;
  principal: PrincipalInfo;
  assignment: Assignment | undefined;
}

/** Whose rights these are. */
export function PrincipalBar({ db, principal, assignment }: BarProps) {
  const t = useAllText();
  const words = t.permissionsScreen;
  const period = usePeriod();
  const [, navigate] = useLocation();
  const [shown, setShown] = useState<"change" | "remove" | null>(null);
  const group = principal.kind === "group";
  const kind = group ? words.kindGroup(principal.members?.length ?? null) : words.kindUser;
  return (
    <div className={styles.bar}>
      <Face name={principal.name} group={group} />
      <div className={styles.who}>
        <b>{principal.name}</b>
        <span>
          {kind} · {assignment === undefined ? words.unassigned : period(assignment)}
        </span>
      </div>
      {assignment !== undefined && (
        <div className={styles.acts}>
          <Button look="plain" onClick={() => setShown("change")}>
            {words.properties}
          </Button>
          <Button look="plain" onClick={() => setShown("remove")}>
            {t.everywhere.remove}
          </Button>
          {shown === "change" && <ChangeDialog db={db} chosen={[assignment]} onClose={() => setShown(null)} />}
          {shown === "remove" && (
            <RemoveDialog
              db={db}
              chosen={[assignment]}
              onClose={() => setShown(null)}
              onDone={() => navigate(`/manager/databases/${db}/permissions`)}
            />
          )}
        </div>
      )}
    </div>
  );
}
