import { Route, Switch } from "wouter";
import { Shell } from "../shell/index.tsx";
import { Permissions } from "./permissions/index.tsx";

/** The Server Manager: what administrators do. */
export function Manager() {
  return (
    <Shell place={null}>
      <Switch>
        <Route path="/manager/databases/:db/permissions/*?">{({ db }) => <Permissions db={db} />}</Route>
        <Route>{null}</Route>
      </Switch>
    </Shell>
  );
}
