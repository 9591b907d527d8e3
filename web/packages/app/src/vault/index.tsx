import { lazy, Suspense } from "react";
import { Route, Switch } from "wouter";
import { NoticesButton } from "../notices/button.tsx";
import { FindObject } from "../notices/find.tsx";
import { Shell } from "../shell/index.tsx";

const Approvals = lazy(() =>
  import("../sharing/approvals/page.tsx").then((module) => ({ default: module.ApprovalsPage })),
);
const Notices = lazy(() => import("../notices/page.tsx").then((module) => ({ default: module.NoticesPage })));

/** The client: databases, folders, entries. */
export function Vault() {
  return (
    <Shell place={null} tools={<NoticesButton />}>
      <Suspense>
        <Switch>
          <Route path="/approvals/:request?">
            <Approvals />
          </Route>
          <Route path="/notices/*?">
            <Notices />
          </Route>
          <Route path="/find/:database/:object">
            {({ database, object }) => <FindObject database={database} object={object} />}
          </Route>
        </Switch>
      </Suspense>
    </Shell>
  );
}
