import { DatabaseZap } from "lucide-react";
import { lazy, Suspense, useEffect, useMemo, useState } from "react";
import { useLocation } from "wouter";
import { Button } from "../design/button.tsx";
import { Empty } from "../design/empty.tsx";
import { useNarrow } from "../design/narrow.ts";
import { Split } from "../design/split.tsx";
import { usePageKeys } from "../keys/use-page-keys.ts";
import { ActsHost } from "../moving/host.tsx";
import { NoticesButton } from "../notices/button.tsx";
import { useProblemText } from "../server/problem-text.ts";
import { CrashGuard } from "../shell/crash.tsx";
import { Shell } from "../shell/index.tsx";
import { Nowhere } from "../shell/nowhere.tsx";
import { useText } from "../text/index.ts";
import { readable, useDatabases } from "./databases.ts";
import { NoDetails } from "./details/index.tsx";
import { DetailsPane, isWide } from "./details/pane.tsx";
import { ApprovalsLine } from "./navigation/approvals.tsx";
import { Navigation } from "./navigation/index.tsx";
import { OwnPage, useIsOwnPage } from "./own-pages.tsx";
import { SearchButton } from "./palette/index.tsx";
import { addressOf, type Place, usePlace, type View } from "./place.ts";
import { SecondPasswordPrompt } from "./secrets/second-password.tsx";
import { WarningPrompt } from "./secrets/warning.tsx";
import { DatabaseSwitcher } from "./switcher.tsx";
import styles from "./vault.module.css";
import { FolderView } from "./views/folder.tsx";
import { FoundView } from "./views/found.tsx";

const BinView = lazy(() => import("../bin/index.tsx").then((module) => ({ default: module.BinView })));
const ImportPage = lazy(() => import("../importing/page.tsx").then((module) => ({ default: module.ImportPage })));

const LAST = "strongroom.database";

/** The database that was used last in this browser; its id is no secret. */
function lastDatabase(): string | null {
  return localStorage.getItem(LAST);
}

const NONE: never[] = [];

/** The same object each time, so that the navigation is not drawn anew with every entry. */
const LINES = <ApprovalsLine />;

/** The view of a place, the same object for as long as it is the same view: an entry more or less draws no tree anew. */
function useView(place: Place | null): View | null {
  const address = place === null ? "" : addressOf({ view: place.view, entry: null });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address says everything of a view
  return useMemo(() => place?.view ?? null, [address]);
}

/** The client: databases, folders, entries. */
export function Vault() {
  const t = useText();
  const say = useProblemText();
  const place = usePlace();
  const [path, navigate] = useLocation();
  const databases = useDatabases();
  const list = databases.data ?? [];
  const named = place !== null && "database" in place.view ? (place.view.database ?? null) : null;
  const usable = list.filter((one) => readable(one) && one.state === "open");
  const fallback = usable.find((one) => one.id === lastDatabase()) ?? usable[0];
  const database = named ?? fallback?.id ?? null;

  usePageKeys(database);

  useEffect(() => {
    if (named !== null) localStorage.setItem(LAST, named);
  }, [named]);
  useEffect(() => {
    if (path === "/" && fallback !== undefined) navigate(`/db/${fallback.id}/folder/root`, { replace: true });
  }, [path, fallback, navigate]);

  const ownPage = useIsOwnPage();
  let content = null;
  if (ownPage)
    content = (
      <OwnPage
        navigation={
          <Navigation databases={list} database={database} view={null}>
            {LINES}
          </Navigation>
        }
      />
    );
  else if (databases.error !== null) {
    content = (
      <Empty icon={<DatabaseZap aria-hidden />} title={say(databases.error)}>
        <Button look="go" onClick={() => void databases.refetch()}>
          {t.everywhere.retry}
        </Button>
      </Empty>
    );
  } else if (databases.data !== undefined && list.filter(readable).length === 0) {
    content = <Empty icon={<DatabaseZap aria-hidden />} title={t.vault.noDatabase} text={t.vault.noDatabaseText} />;
  } else if (databases.data !== undefined) content = <Panes place={place} database={database} />;

  return (
    <Shell
      place={<DatabaseSwitcher databases={list} current={list.find((one) => one.id === database)} />}
      search={<SearchButton database={database} />}
      tools={<NoticesButton />}
    >
      {content}
      <SecondPasswordPrompt />
      <WarningPrompt />
      <ActsHost />
    </Shell>
  );
}

function Panes({ place, database }: { place: Place | null; database: string | null }) {
  const t = useText();
  const narrow = useNarrow();
  const databases = useDatabases().data ?? NONE;
  const [menu, setMenu] = useState(false);
  const view = useView(place);
  const navigation = (
    <Navigation databases={databases} database={database} view={view}>
      {LINES}
    </Navigation>
  );
  const list = <List place={place} onMenu={() => setMenu(true)} />;
  const entry = place?.entry ?? null;
  const details = (
    <div className={styles.details}>
      {narrow && <BackButton />}
      <div data-pane="details" className={styles.pane}>
        <CrashGuard key={entry?.id}>
          {entry === null || place === null ? <NoDetails /> : <DetailsPane place={place} entry={entry} />}
        </CrashGuard>
      </div>
    </div>
  );
  const address = place === null ? "" : JSON.stringify(place);
  // biome-ignore lint/correctness/useExhaustiveDependencies: wherever one goes, the drawer closes
  useEffect(() => setMenu(false), [address]);

  // The bin and imports are about a whole database: there is nothing to be open beside them.
  const wide = place?.view.kind === "bin" || place?.view.kind === "import";
  // Where it is narrow, one pane is there at a time; what is open stays the same through that.
  const stacked = narrow && entry !== null;
  const work = wide ? (
    list
  ) : (
    <Split
      name={isWide(entry) ? "editor" : "details"}
      label={t.vault.widthOfDetails}
      side="end"
      standard={isWide(entry) ? 600 : 430}
      least={320}
      most={760}
      shows={stacked ? "second" : narrow ? "first" : "both"}
    >
      {!stacked && list}
      {(!narrow || stacked) && details}
    </Split>
  );
  return (
    <Split
      name="navigation"
      label={t.vault.widthOfNavigation}
      side="start"
      standard={248}
      least={180}
      most={480}
      shows={!narrow ? "both" : menu ? "first" : "second"}
    >
      {(!narrow || menu) && navigation}
      {!(narrow && menu) && work}
    </Split>
  );
}

/** The way back to the list, where one pane takes the place of the other. */
function BackButton() {
  const t = useText();
  const [, navigate] = useLocation();
  return (
    <Button look="plain" onClick={() => (history.length > 1 ? history.back() : navigate("/"))}>
      {`‹ ${t.everywhere.back}`}
    </Button>
  );
}

function List({ place, onMenu }: { place: Place | null; onMenu: () => void }) {
  const t = useText();
  const databases = useDatabases().data ?? [];
  const nowhere = <Nowhere href="/" />;
  if (place === null) return nowhere;
  const { view, entry } = place;
  if (view.kind !== "folder" && view.kind !== "bin" && view.kind !== "import") {
    return <FoundView key={view.kind} view={view} entry={entry} onMenu={onMenu} />;
  }
  const database = databases.find((one) => one.id === view.database);
  if (database === undefined || !readable(database)) return nowhere;
  if (database.state === "closed") {
    return <Empty icon={<DatabaseZap aria-hidden />} title={t.problems.database_closed} text={t.vault.closedText} />;
  }
  if (view.kind === "bin") {
    return (
      <Suspense>
        <BinView key={database.id} database={database} onMenu={onMenu} />
      </Suspense>
    );
  }
  if (view.kind === "import") {
    return (
      <Suspense>
        <ImportPage key={database.id} database={database} view={view} onMenu={onMenu} />
      </Suspense>
    );
  }
  return (
    <FolderView
      key={`${view.database} ${view.folder}`}
      view={view}
      name={database.name}
      entry={entry}
      onMenu={onMenu}
    />
  );
}
