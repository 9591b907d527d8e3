import type { Permission } from "@strongroom/client";
import { CircleCheck, TriangleAlert } from "lucide-react";
import { useMemo } from "react";
import { Link } from "wouter";
import { Card, CardRow } from "../../design/card.tsx";
import { useFormat } from "../../text/format.ts";
import { useAllText } from "../../text/index.ts";
import { useDatabases } from "../../vault/databases.ts";
import { isManaged } from "../access.ts";
import { useLicence, usePolicies } from "../frame/data.ts";
import { useAccess } from "../frame/me.ts";
import { type Concern, concernsOf } from "./concerns.ts";
import styles from "./overview.module.css";

/** What somebody should look at, each with the way there. */
export function Attention() {
  const t = useAllText();
  const access = useAccess();
  const all = useDatabases().data;
  const databases = useMemo(() => all?.filter((one) => isManaged(access, one)), [all, access]);
  const licence = useLicence().data;
  const policies = usePolicies(access.readPolicies).data?.permissions;
  const concerns = useMemo(
    () => concernsOf({ databases, licence, policies }, Date.now()),
    [databases, licence, policies],
  );
  const words = t.manager.overview;
  if (databases === undefined || licence === undefined) return null;
  return (
    <Card caption={words.attention}>
      {concerns.length === 0 && (
        <CardRow>
          <span className={styles.good}>
            <CircleCheck aria-hidden />
            {words.allWell}
          </span>
        </CardRow>
      )}
      {concerns.map((concern, index) => (
        <CardRow key={index}>
          <TriangleAlert className={styles.warn} aria-hidden />
          <div className={styles.line}>
            <Line concern={concern} />
          </div>
        </CardRow>
      ))}
    </Card>
  );
}

function Line({ concern }: { concern: Concern }) {
  const t = useAllText();
  const format = useFormat();
  const words = t.manager.overview;
  switch (concern.kind) {
    case "closed":
      return (
        <>
          <span>{words.closed(concern.database.name)}</span>
          <Link href={`/manager/databases/${concern.database.id}`}>{words.look}</Link>
        </>
      );
    case "not_at_start":
      return (
        <>
          <span>{words.notAtStart(concern.database.name)}</span>
          <Link href={`/manager/databases/${concern.database.id}`}>{words.look}</Link>
        </>
      );
    case "policies": {
      const names = concern.disabled.map((permission) => t.permissions.names[permission as Permission]);
      return (
        <>
          <span>{words.disabled(format.list(names))}</span>
          <Link href="/manager/policies">{words.look}</Link>
        </>
      );
    }
    default:
      return (
        <>
          <span>
            {concern.kind === "licence" && t.manager.licence.without[concern.state]}
            {concern.kind === "licence_ends" && words.licenceEnds(format.date(concern.at))}
            {concern.kind === "licence_full" && t.manager.licence.full}
          </span>
          <Link href="/manager/licence">{words.look}</Link>
        </>
      );
  }
}
