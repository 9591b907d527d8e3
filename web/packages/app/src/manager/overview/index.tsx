import { Check, TriangleAlert } from "lucide-react";
import { Link } from "wouter";
import { Card } from "../../design/card.tsx";
import { Tag } from "../../design/tag.tsx";
import { useSession, useUser } from "../../session/index.tsx";
import { useFormat } from "../../text/format.ts";
import { useAllText } from "../../text/index.ts";
import { useDatabases } from "../../vault/databases.ts";
import { Verify } from "../audit/verify.tsx";
import { useFigures, useGroups, useLicence } from "../frame/data.ts";
import { useAccess } from "../frame/me.ts";
import { Page } from "../frame/page.tsx";
import { Fact, Facts } from "../frame/panes.tsx";
import { Attention } from "./attention.tsx";
import { useConnection } from "./connection.ts";
import { Locks } from "./locks.tsx";
import styles from "./overview.module.css";
import { OwnSessions } from "./sessions.tsx";
import { Storage } from "./storage.tsx";

/** How the server is, and what somebody should look at. */
export function OverviewPage() {
  const t = useAllText();
  const access = useAccess();
  const words = t.manager.overview;
  return (
    <Page title={t.manager.places.overview} padded>
      <Attention />
      <div className={styles.columns}>
        <State />
        <Numbers />
        {access.role && <Storage />}
      </div>
      <Locks />
      {access.readAudit && (
        <Card caption={words.audit}>
          <Verify short />
        </Card>
      )}
      <OwnSessions />
    </Page>
  );
}

function State() {
  const t = useAllText();
  const { state } = useSession();
  const user = useUser();
  const live = useConnection();
  const words = t.manager.overview;
  const info = state.kind === "in" ? state.info : null;
  return (
    <Card caption={words.server}>
      <Facts>
        <Fact name={t.everywhere.name}>{info?.name}</Fact>
        <Fact name={words.version}>{info?.version}</Fact>
        <Fact name={words.state}>
          {live ? (
            <Tag look="allow" icon={<Check aria-hidden />}>
              {words.running}
            </Tag>
          ) : (
            <Tag look="deny" icon={<TriangleAlert aria-hidden />}>
              {words.away}
            </Tag>
          )}
        </Fact>
        <Fact name={words.yourRoles}>{user.roles.map((role) => t.manager.roles[role]).join(", ")}</Fact>
      </Facts>
    </Card>
  );
}

function Numbers() {
  const t = useAllText();
  const format = useFormat();
  const words = t.manager.overview;
  const access = useAccess();
  const list = useDatabases().data;
  // Who does not administer databases sees only those that they open; their number says nothing of the server.
  const databases = access.databases ? list : undefined;
  const licence = useLicence().data;
  const groups = useGroups().data;
  const signedIn = useFigures(access.role).data?.sessions;
  // Whether the private database of somebody else is open is not told, so those are no part of these numbers.
  const standard = databases?.filter(({ kind }) => kind === "standard");
  const open = standard?.filter(({ state }) => state === "open").length ?? 0;
  return (
    <Card caption={words.numbers}>
      <Facts>
        {standard !== undefined && (
          <Fact name={words.shared}>
            <Link href="/manager/databases">
              {words.openClosed(format.number(open), format.number(standard.length - open))}
            </Link>
          </Fact>
        )}
        {databases !== undefined && standard !== undefined && (
          <Fact name={words.private}>{format.number(databases.length - standard.length)}</Fact>
        )}
        {licence != null && (
          <Fact name={words.accounts}>
            <Link href="/manager/licence">
              {t.manager.licence.seats(format.number(licence.used), format.number(licence.seats))}
            </Link>
          </Fact>
        )}
        {licence != null && (
          <Fact name={t.manager.places.licence}>
            <Link href="/manager/licence">{t.manager.licence.states[licence.state]}</Link>
            {licence.valid_to != null && ` · ${t.manager.licence.to} ${format.date(licence.valid_to)}`}
          </Fact>
        )}
        {signedIn !== undefined && (
          <Fact name={t.session.sessions}>{words.sessionsOf(signedIn.live, signedIn.people)}</Fact>
        )}
        {groups !== undefined && (
          <Fact name={t.manager.places.groups}>
            <Link href="/manager/groups">{format.number(groups.length)}</Link>
          </Fact>
        )}
      </Facts>
    </Card>
  );
}
