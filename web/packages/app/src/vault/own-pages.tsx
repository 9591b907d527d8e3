import { lazy, type ReactNode, Suspense } from "react";
import { Route, Switch, useLocation } from "wouter";
import { useNarrow } from "../design/narrow.ts";
import { Split } from "../design/split.tsx";
import { FindObject } from "../notices/find.tsx";
import { Nowhere } from "../shell/nowhere.tsx";
import { useText } from "../text/index.ts";

const Approvals = lazy(() =>
  import("../sharing/approvals/page.tsx").then((module) => ({ default: module.ApprovalsPage })),
);
const Notices = lazy(() => import("../notices/page.tsx").then((module) => ({ default: module.NoticesPage })));

/** Whether the address is one of those that belong to no database: approvals, notices, the way to an object. */
export function useIsOwnPage(): boolean {
  const [path] = useLocation();
  return ["approvals", "notices", "find"].includes(path.split("/")[1] ?? "");
}

/** The pages that belong to no database, beside the navigation. */
export function OwnPage({ navigation }: { navigation: ReactNode }) {
  const t = useText();
  const narrow = useNarrow();
  const page = (
    <Suspense>
      <Switch>
        <Route path="/approvals/:request?">
          <Approvals base="/approvals" />
        </Route>
        <Route path="/notices/*?">
          <Notices />
        </Route>
        <Route path="/find/:database/:object">
          {({ database, object }) => <FindObject database={database} object={object} />}
        </Route>
        <Route>
          <Nowhere href="/" />
        </Route>
      </Switch>
    </Suspense>
  );
  return (
    <Split
      name="navigation"
      label={t.vault.widthOfNavigation}
      side="start"
      standard={248}
      least={180}
      most={480}
      shows={narrow ? "second" : "both"}
    >
      {!narrow && navigation}
      {page}
    </Split>
  );
}
