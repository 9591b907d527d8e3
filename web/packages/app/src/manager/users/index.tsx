import type { User } from "@strongroom/client";
import { Plus, UserRound } from "lucide-react";
import { useMemo, useState } from "react";
import { useLocation } from "wouter";
import { Button } from "../../design/button.tsx";
import { Empty } from "../../design/empty.tsx";
import { useFormat } from "../../text/format.ts";
import { useAllText } from "../../text/index.ts";
import { useUsers } from "../frame/data.ts";
import { useAccess } from "../frame/me.ts";
import { Page, Tools } from "../frame/page.tsx";
import { Panes } from "../frame/panes.tsx";
import { holds, SearchLine } from "../frame/search.tsx";
import { Answer } from "../frame/state.tsx";
import { Bulk } from "./bulk.tsx";
import { NewUser } from "./create.tsx";
import { UserDetail } from "./detail.tsx";
import { UserTable } from "./table.tsx";

const HERE = "/manager/users";

/** The accounts; `id` is the one that is open, or `new`. */
export function UsersPage({ id }: { id: string | undefined }) {
  const t = useAllText();
  const format = useFormat();
  const access = useAccess();
  const [, navigate] = useLocation();
  const [q, setQ] = useState("");
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const users = useUsers();
  const shown = useMemo(
    () => users.data?.filter((one) => holds(q, one.username, one.full_name, one.email, one.department)) ?? [],
    [users.data, q],
  );
  const picked = useMemo(() => users.data?.filter((one) => chosen.has(one.id)) ?? [], [users.data, chosen]);
  const open = id === undefined || id === "new" ? undefined : id;

  return (
    <>
      <Panes
        name="users"
        detail={open === undefined ? null : <UserDetail key={open} id={open} back={HERE} />}
        list={
          <Page
            title={t.manager.places.users}
            count={users.data === undefined ? undefined : format.number(users.data.length)}
            actions={
              access.accounts && (
                <Button look="go" icon={<Plus aria-hidden />} onClick={() => navigate(`${HERE}/new`)}>
                  {t.everywhere.new}
                </Button>
              )
            }
            under={
              <Tools>
                <SearchLine label={t.manager.users.search} value={q} onChange={setQ} />
                {picked.length > 0 && <Bulk users={picked} onDone={() => setChosen(new Set())} />}
              </Tools>
            }
          >
            <Answer of={users}>
              {() => (
                <UserTable
                  users={shown}
                  current={open}
                  chosen={access.accounts ? chosen : undefined}
                  onChoose={setChosen}
                  empty={<Nothing all={users.data ?? []} q={q} />}
                />
              )}
            </Answer>
          </Page>
        }
      />
      {id === "new" && access.accounts && <NewUser onClose={() => navigate(HERE)} />}
    </>
  );
}

function Nothing({ all, q }: { all: User[]; q: string }) {
  const t = useAllText();
  return all.length > 0 ? (
    <Empty title={t.manager.nothingFound(q)} />
  ) : (
    <Empty icon={<UserRound aria-hidden />} title={t.manager.users.none} />
  );
}
