import { isProblem } from "@strongroom/client";
import { Lock } from "lucide-react";
import { Redirect, Route, Switch } from "wouter";
import { Empty } from "../../design/empty.tsx";
import { useProblemText } from "../../server/problem-text.ts";
import { Nowhere } from "../../shell/nowhere.tsx";
import { useAllText } from "../../text/index.ts";
import { useAssignments, useDatabase, useFreshRights } from "./data.ts";
import { PeoplePage } from "./people/index.tsx";
import { PrincipalPage } from "./principal.tsx";

const TABS: ReadonlySet<string> = new Set(["general", "objects", "sealed"]);

/** The rights of a database: who has access, what each may do, and why. */
export function Permissions({ db }: { db: string }) {
  const t = useAllText();
  const say = useProblemText();
  const database = useDatabase(db);
  const assignments = useAssignments(db);
  useFreshRights(db);
  const base = `/manager/databases/${db}/permissions`;
  const error = database.error ?? assignments.error;
  if (isProblem(error, "private_database")) {
    const { private: title, privateText } = t.permissionsScreen;
    return <Empty icon={<Lock aria-hidden />} title={title} text={privateText} />;
  }
  // What one may not see does not exist: both are told alike, with the way to the databases that are there.
  if (isProblem(error, "not_found")) return <Nowhere href="/manager/databases" label={t.permissionsScreen.databases} />;
  if (error !== null) return <Empty title={say(error)} />;
  if (database.data === undefined || assignments.data === undefined) return null;
  const nowhere = <Nowhere href={base} label={t.permissionsScreen.title} />;
  const shared = { db, database: database.data.name, assignments: assignments.data };
  return (
    <Switch>
      <Route path={base}>
        <PeoplePage {...shared} />
      </Route>
      <Route path={`${base}/:principal/objects/:object`}>
        {({ principal, object }) => (
          <PrincipalPage key={principal} {...shared} principal={principal} tab="objects" object={object} />
        )}
      </Route>
      <Route path={`${base}/:principal/:tab`}>
        {({ principal, tab }) =>
          TABS.has(tab) ? (
            <PrincipalPage key={principal} {...shared} principal={principal} tab={tab} object={null} />
          ) : (
            nowhere
          )
        }
      </Route>
      <Route path={`${base}/:principal`}>
        {({ principal }) => <Redirect to={`${base}/${principal}/general`} replace />}
      </Route>
      <Route>{nowhere}</Route>
    </Switch>
  );
}
