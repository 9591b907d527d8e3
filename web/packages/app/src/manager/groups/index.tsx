import type { Group } from "@strongroom/client";
import { Plus, Users } from "lucide-react";
import { useMemo, useState } from "react";
import { useLocation } from "wouter";
import { Button } from "../../design/button.tsx";
import { Empty } from "../../design/empty.tsx";
import { useFormat } from "../../text/format.ts";
import { useAllText } from "../../text/index.ts";
import { useGroups } from "../frame/data.ts";
import { useAccess } from "../frame/me.ts";
import { Page, Tools } from "../frame/page.tsx";
import { Panes } from "../frame/panes.tsx";
import { holds, SearchLine } from "../frame/search.tsx";
import { Answer } from "../frame/state.tsx";
import { GroupDetail } from "./detail.tsx";
import { GroupForm } from "./form.tsx";
import { GroupTable } from "./table.tsx";

const HERE = "/manager/groups";

/** The groups; `id` is the one that is open, or `new`. */
export function GroupsPage({ id }: { id: string | undefined }) {
  const t = useAllText();
  const format = useFormat();
  const access = useAccess();
  const [, navigate] = useLocation();
  const [q, setQ] = useState("");
  const groups = useGroups();
  const shown = useMemo(
    () => groups.data?.filter((one) => holds(q, one.name, one.description)) ?? [],
    [groups.data, q],
  );
  const open = id === undefined || id === "new" ? undefined : id;
  return (
    <>
      <Panes
        name="groups"
        detail={open === undefined ? null : <GroupDetail key={open} id={open} back={HERE} />}
        list={
          <Page
            title={t.manager.places.groups}
            count={groups.data === undefined ? undefined : format.number(groups.data.length)}
            actions={
              access.databases && (
                <Button look="go" icon={<Plus aria-hidden />} onClick={() => navigate(`${HERE}/new`)}>
                  {t.everywhere.new}
                </Button>
              )
            }
            under={
              <Tools>
                <SearchLine label={t.manager.groups.search} value={q} onChange={setQ} />
              </Tools>
            }
          >
            <Answer of={groups}>
              {() => <GroupTable groups={shown} current={open} empty={<Nothing all={groups.data ?? []} q={q} />} />}
            </Answer>
          </Page>
        }
      />
      {id === "new" && access.databases && <GroupForm onClose={() => navigate(HERE)} />}
    </>
  );
}

function Nothing({ all, q }: { all: Group[]; q: string }) {
  const t = useAllText();
  const [, navigate] = useLocation();
  const access = useAccess();
  const words = t.manager.groups;
  if (all.length > 0) return <Empty title={t.manager.nothingFound(q)} />;
  return (
    <Empty icon={<Users aria-hidden />} title={words.none} text={words.noneText}>
      {access.databases && (
        <Button look="go" onClick={() => navigate(`${HERE}/new`)}>
          {words.new}
        </Button>
      )}
    </Empty>
  );
}
