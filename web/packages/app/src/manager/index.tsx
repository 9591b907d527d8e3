import { lazy, Suspense } from "react";
import { Link, Redirect, Route, Switch } from "wouter";
import { NoticesButton } from "../notices/button.tsx";
import { Shell } from "../shell/index.tsx";
import { Nowhere } from "../shell/nowhere.tsx";
import { useText } from "../text/index.ts";
import { AuditPage } from "./audit/index.tsx";
import { DatabasesPage } from "./databases/index.tsx";
import { useAccess } from "./frame/me.ts";
import { Navigation } from "./frame/navigation.tsx";
import { GroupsPage } from "./groups/index.tsx";
import styles from "./index.module.css";
import { Jump } from "./jump/index.tsx";
import { LicencePage } from "./licence/index.tsx";
import { NotificationsPage } from "./notifications/index.tsx";
import { OverviewPage } from "./overview/index.tsx";
import { PoliciesPage } from "./policies/index.tsx";
import { SettingsPage } from "./settings/index.tsx";
import { UsersPage } from "./users/index.tsx";

const Approvals = lazy(() =>
  import("../sharing/approvals/page.tsx").then((module) => ({ default: module.ApprovalsPage })),
);
const Permissions = lazy(() => import("./permissions/index.tsx").then((module) => ({ default: module.Permissions })));

/** The Server Manager: what administrators do. */
export function Manager() {
  const t = useText();
  return (
    <Shell
      search={<Jump />}
      tools={<NoticesButton />}
      place={
        <Link href="/manager" className={styles.place}>
          {t.shell.serverManager}
        </Link>
      }
    >
      <div className={styles.manager}>
        <Navigation />
        <div className={styles.work}>
          <Suspense>
            <Pages />
          </Suspense>
        </div>
      </div>
    </Shell>
  );
}

/** What a role does not let one use is no page either: its address leads nowhere. */
function Pages() {
  const access = useAccess();
  return (
    <Switch>
      <Route path="/manager">{access.role ? <OverviewPage /> : <Redirect to="/manager/databases" replace />}</Route>
      <Route path="/manager/databases/:db/permissions/*?">{({ db }) => <Permissions db={db} />}</Route>
      <Route path="/manager/databases/:id?">{({ id }) => <DatabasesPage id={id} />}</Route>
      {access.role && <Route path="/manager/users/:id?">{({ id }) => <UsersPage id={id} />}</Route>}
      {access.role && <Route path="/manager/groups/:id?">{({ id }) => <GroupsPage id={id} />}</Route>}
      <Route path="/manager/approvals/:request?">
        <Approvals base="/manager/approvals" />
      </Route>
      {access.readPolicies && <Route path="/manager/policies">{() => <PoliciesPage />}</Route>}
      {access.role && <Route path="/manager/licence">{() => <LicencePage />}</Route>}
      {access.readAudit && (
        <Route path="/manager/notifications/:tab?/:id?">
          {({ tab, id }) => <NotificationsPage tab={tab} id={id} />}
        </Route>
      )}
      {access.readAudit && (
        <Route path="/manager/audit/:chain?/:number?">
          {({ chain, number }) => <AuditPage chain={chain} number={number} />}
        </Route>
      )}
      {access.role && <Route path="/manager/settings">{() => <SettingsPage />}</Route>}
      <Route>
        <Nowhere href="/manager" />
      </Route>
    </Switch>
  );
}
