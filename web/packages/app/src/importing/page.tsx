import type { Database } from "@strongroom/client";
import { FileQuestion } from "lucide-react";
import { useLocation } from "wouter";
import { Button } from "../design/button.tsx";
import { Empty } from "../design/empty.tsx";
import { useProblemText } from "../server/problem-text.ts";
import { useAllText } from "../text/index.ts";
import { addressOf, type View } from "../vault/place.ts";
import { ListHead } from "../vault/views/list-head.tsx";
import views from "../vault/views/views.module.css";
import { Done } from "./done.tsx";
import { Earlier } from "./earlier.tsx";
import styles from "./importing.module.css";
import { useImport } from "./jobs.ts";
import { Preview } from "./preview.tsx";
import { Running } from "./running.tsx";
import { Start } from "./start.tsx";

interface Props {
  database: Database;
  view: Extract<View, { kind: "import" }>;
  onMenu: () => void;
}

/** Brings a file in: choose it, see what would come of it, run it while one may go away, undo it. */
export function ImportPage({ database, view, onMenu }: Props) {
  const t = useAllText();
  return (
    <section className={views.pane} aria-label={t.importing.title}>
      <ListHead title={t.importing.title} sub={t.importing.into(database.name)} onMenu={onMenu} />
      <div className={styles.page}>
        {view.job === null ? (
          <>
            <Start database={database} folder={view.folder} />
            <Earlier database={database} />
          </>
        ) : (
          <Job key={view.job} database={database} id={view.job} />
        )}
      </div>
    </section>
  );
}

function Job({ database, id }: { database: Database; id: string }) {
  const t = useAllText();
  const say = useProblemText();
  const [, navigate] = useLocation();
  const { data: job, error } = useImport(id);
  const again = addressOf({ view: { kind: "import", database: database.id, job: null, folder: null }, entry: null });
  if (error !== null) return <Empty icon={<FileQuestion aria-hidden />} title={say(error)} />;
  if (job === undefined) return <div aria-busy="true" />;
  if (job === null) {
    return (
      <Empty icon={<FileQuestion aria-hidden />} title={t.importing.gone} text={t.importing.goneText}>
        <Button look="go" onClick={() => navigate(again)}>
          {t.importing.chooseAgain}
        </Button>
      </Empty>
    );
  }
  switch (job.state) {
    case "ready":
      return <Preview job={job} database={database} />;
    case "running":
      return <Running job={job} />;
    default:
      return <Done job={job} again={again} />;
  }
}
