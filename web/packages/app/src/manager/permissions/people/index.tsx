import type { Assignment } from "@strongroom/client";
import { Plus, Users } from "lucide-react";
import { useDeferredValue, useMemo, useState } from "react";
import { useLocation } from "wouter";
import { Button } from "../../../design/button.tsx";
import { Empty } from "../../../design/empty.tsx";
import { Table } from "../../../design/table.tsx";
import { useFormat } from "../../../text/format.ts";
import { useAllText } from "../../../text/index.ts";
import frame from "../frame.module.css";
import { Frame } from "../frame.tsx";
import { ChangeDialog } from "./change.tsx";
import { useColumns } from "./columns.tsx";
import { LookDialog } from "./look-at.tsx";
import { NewDialog } from "./new.tsx";
import { RemoveDialog } from "./remove.tsx";

interface PeopleProps {
  db: string;
  database: string;
  assignments: Assignment[];
}

const NOBODY: ReadonlySet<string> = new Set();

/** Everybody with access to a database. */
export function PeoplePage({ db, database, assignments }: PeopleProps) {
  const t = useAllText();
  const words = t.permissionsScreen;
  const format = useFormat();
  const [, navigate] = useLocation();
  const columns = useColumns();
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState(NOBODY);
  const [shown, setShown] = useState<"new" | "change" | "remove" | "look" | null>(null);
  const query = useDeferredValue(typed.trim().toLocaleLowerCase());
  const rows = useMemo(
    () => assignments.filter(({ principal }) => principal.name.toLocaleLowerCase().includes(query)),
    [assignments, query],
  );
  const ticked = assignments.filter(({ principal }) => chosen.has(principal.id));
  const everything = rows.length > 0 && rows.every(({ principal }) => chosen.has(principal.id));
  const close = () => setShown(null);
  const add = (
    <Button look="go" icon={<Plus aria-hidden />} onClick={() => setShown("new")}>
      {t.everywhere.new}
    </Button>
  );
  return (
    <Frame
      title={words.title}
      above={[
        { href: "/manager/databases", label: words.databases },
        { href: `/manager/databases/${db}`, label: database },
      ]}
      actions={
        <>
          <Button look="plain" title={words.lookAtText} onClick={() => setShown("look")}>
            {words.lookAt}
          </Button>
          <Button
            look="plain"
            disabled={ticked.length === 0}
            onClick={() => {
              const [only] = ticked;
              if (ticked.length === 1 && only !== undefined) {
                navigate(`/manager/databases/${db}/permissions/${only.principal.id}/general`);
              } else setShown("change");
            }}
          >
            {words.properties}
          </Button>
          <Button look="plain" disabled={ticked.length === 0} onClick={() => setShown("change")}>
            {words.change}
          </Button>
          <Button look="plain" disabled={ticked.length === 0} onClick={() => setShown("remove")}>
            {t.everywhere.delete}
          </Button>
          <Button
            look="plain"
            disabled={rows.length === 0}
            onClick={() => setChosen(everything ? NOBODY : new Set(rows.map(({ principal }) => principal.id)))}
          >
            {everything ? words.selectNone : words.selectAll}
          </Button>
          {add}
        </>
      }
    >
      <div className={frame.tools}>
        <input
          type="search"
          aria-label={words.filter}
          placeholder={words.filter}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <span className={frame.count} role="status">
          {ticked.length > 0 ? words.selected(ticked.length) : format.number(rows.length)}
        </span>
      </div>
      <div className={frame.body}>
        <Table
          label={words.people}
          rows={rows}
          columns={columns}
          sortedBy="name"
          keyOf={({ principal }) => principal.id}
          nameOf={({ principal }) => principal.name}
          chosen={chosen}
          onChoose={setChosen}
          onOpen={({ principal }) => navigate(`/manager/databases/${db}/permissions/${principal.id}/general`)}
          empty={
            query === "" ? (
              <Empty icon={<Users aria-hidden />} title={words.empty} text={words.emptyText}>
                {add}
              </Empty>
            ) : (
              <Empty title={words.nobodyFound(typed.trim())} />
            )
          }
        />
      </div>
      {shown === "new" && <NewDialog db={db} assignments={assignments} onClose={close} />}
      {shown === "look" && <LookDialog db={db} onClose={close} />}
      {shown === "change" && <ChangeDialog db={db} chosen={ticked} onClose={close} />}
      {shown === "remove" && <RemoveDialog db={db} chosen={ticked} onClose={close} onDone={() => setChosen(NOBODY)} />}
    </Frame>
  );
}
