import type { Database } from "@strongroom/client";
import { Database as Icon, Plus, Upload } from "lucide-react";
import { useMemo, useState } from "react";
import { useLocation } from "wouter";
import { Button } from "../../design/button.tsx";
import { Empty } from "../../design/empty.tsx";
import { Nowhere } from "../../shell/nowhere.tsx";
import { useFormat } from "../../text/format.ts";
import { useAllText } from "../../text/index.ts";
import { useDatabases } from "../../vault/databases.ts";
import { isManaged } from "../access.ts";
import { useAccess } from "../frame/me.ts";
import { Page, Tools } from "../frame/page.tsx";
import { Panes } from "../frame/panes.tsx";
import { holds, SearchLine } from "../frame/search.tsx";
import { Answer } from "../frame/state.tsx";
import { NewDatabase } from "./create.tsx";
import { DatabaseDetail } from "./detail.tsx";
import { ImportDatabase } from "./import.tsx";
import { DatabaseTable } from "./table.tsx";

const HERE = "/manager/databases";

/** The databases that the person administers or may see the properties of; `id` is one of them, `new` or `import`. */
export function DatabasesPage({ id }: { id: string | undefined }) {
  const t = useAllText();
  const format = useFormat();
  const access = useAccess();
  const [, navigate] = useLocation();
  const [q, setQ] = useState("");
  const databases = useDatabases();
  const managed = useMemo(
    () => databases.data?.filter((one) => isManaged(access, one)) ?? [],
    [databases.data, access],
  );
  const shown = useMemo(() => managed.filter((one) => holds(q, one.name, one.owner?.name)), [managed, q]);
  const open = managed.find((one) => one.id === id);
  const unknown = id !== undefined && id !== "new" && id !== "import" && databases.data !== undefined;
  const words = t.manager.databases;
  const back = () => navigate(HERE);

  return (
    <>
      <Panes
        name="databases"
        detail={
          open !== undefined ? (
            <DatabaseDetail key={open.id} database={open} back={HERE} />
          ) : unknown ? (
            <Nowhere href={HERE} label={t.manager.places.databases} />
          ) : null
        }
        list={
          <Page
            title={t.manager.places.databases}
            count={databases.data === undefined ? undefined : format.number(managed.length)}
            actions={
              <>
                {access.databases && (
                  <Button icon={<Upload aria-hidden />} onClick={() => navigate(`${HERE}/import`)}>
                    {words.import}
                  </Button>
                )}
                <Button look="go" icon={<Plus aria-hidden />} onClick={() => navigate(`${HERE}/new`)}>
                  {t.everywhere.new}
                </Button>
              </>
            }
            under={
              <Tools>
                <SearchLine label={words.search} value={q} onChange={setQ} />
              </Tools>
            }
          >
            <Answer of={databases}>
              {() => <DatabaseTable databases={shown} current={open?.id} empty={<Nothing all={managed} q={q} />} />}
            </Answer>
          </Page>
        }
      />
      {id === "new" && <NewDatabase onClose={back} />}
      {id === "import" && access.databases && <ImportDatabase onClose={back} />}
    </>
  );
}

function Nothing({ all, q }: { all: Database[]; q: string }) {
  const t = useAllText();
  const access = useAccess();
  const words = t.manager.databases;
  if (all.length > 0) return <Empty title={t.manager.nothingFound(q)} />;
  return (
    <Empty
      icon={<Icon aria-hidden />}
      title={words.none}
      text={access.databases ? words.noneText : access.role ? words.noneTextRole : words.noneTextNoRole}
    />
  );
}
