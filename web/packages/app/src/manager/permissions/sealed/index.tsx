import type { Grant } from "@strongroom/client";
import { Stamp } from "lucide-react";
import { Empty } from "../../../design/empty.tsx";
import { useAllText } from "../../../text/index.ts";
import { GrantCard } from "./grant.tsx";
import styles from "./sealed.module.css";

/** The tab *Sealed access*: what others granted to this principal, sealed or not, and what can be done about it. */
export function SealedTab({ db, grants }: { db: string; grants: Grant[] }) {
  const t = useAllText().permissionsScreen;
  if (grants.length === 0) {
    return <Empty icon={<Stamp aria-hidden />} title={t.noGrants} text={t.noGrantsText} />;
  }
  // What is sealed comes first: it is what this tab is for.
  const ordered = [...grants].sort((a, b) => Number(b.seal != null) - Number(a.seal != null));
  return (
    <ul className={styles.grants} aria-label={t.grants}>
      {ordered.map((grant) => (
        <li key={grant.id}>
          <GrantCard db={db} grant={grant} />
        </li>
      ))}
    </ul>
  );
}
