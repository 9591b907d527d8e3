import type { Database, Retention } from "@strongroom/client";
import { useMutation } from "@tanstack/react-query";
import { Ellipsis, KeyRound, Lock, LockOpen, Pencil, ShieldCheck, Trash2 } from "lucide-react";
import { useState } from "react";
import { useLocation } from "wouter";
import { Button, IconButton } from "../../design/button.tsx";
import { Card } from "../../design/card.tsx";
import { Menu, MenuItem, MenuLine } from "../../design/menu.tsx";
import { toast } from "../../design/toast.tsx";
import { api } from "../../server/index.ts";
import { useProblemText } from "../../server/problem-text.ts";
import { useFormat } from "../../text/format.ts";
import { useAllText } from "../../text/index.ts";
import { hasKeys, ownsPrivate } from "../access.ts";
import { change, keys, match } from "../frame/data.ts";
import { DeleteByName } from "../frame/delete-by-name.tsx";
import { useAccess } from "../frame/me.ts";
import { Detail, Fact, Facts } from "../frame/panes.tsx";
import { ShownOnce } from "../frame/shown-once.tsx";
import { EditDatabase } from "./edit.tsx";
import { MasterPassword } from "./master-password.tsx";
import { OpenDatabase } from "./open.tsx";
import { StateTag, tellsState } from "./table.tsx";

type Shown = "edit" | "open" | "master" | "delete" | null;

/** A database: its properties, and what its keepers do with it. */
export function DatabaseDetail({ database, back }: { database: Database; back: string }) {
  const t = useAllText();
  const say = useProblemText();
  const access = useAccess();
  const [, navigate] = useLocation();
  const [shown, setShown] = useState<Shown>(null);
  const [code, setCode] = useState<string | null>(null);
  const words = t.manager.databases;
  const { id, name } = database;
  const path = { db: id };
  const keeps = hasKeys(access, database);
  const own = ownsPrivate(database);
  const told = tellsState(database);
  const closed = told && database.state === "closed";
  const mayOpen = closed && (access.databases || database.administers || own);
  const mayDelete = keeps || access.databases;
  const mayEdit = database.kind === "standard" ? access.databases || database.administers : own;

  const close = useMutation({
    mutationFn: () => change(keys.databases, () => api.POST("/api/v1/databases/{db}/close", { params: { path } })),
    onSuccess: () => toast({ text: words.closedToast(name) }),
    onError: (error) => toast({ text: say(error), look: "bad" }),
  });
  const renew = useMutation({
    mutationFn: async () =>
      (await api.POST("/api/v1/databases/{db}/recovery-code", { params: { path } })).data?.recovery_code ?? null,
    onSuccess: setCode,
    onError: (error) => toast({ text: say(error), look: "bad" }),
    onSettled: () => void change(keys.databases, async () => undefined),
  });

  return (
    <Detail
      title={name}
      text={words.kinds[database.kind]}
      tag={<StateTag database={database} />}
      back={back}
      actions={
        <>
          {mayOpen && (
            <Button look="go" icon={<LockOpen aria-hidden />} onClick={() => setShown("open")}>
              {t.everywhere.open}
            </Button>
          )}
          {database.kind === "standard" && database.administers && (
            <Button icon={<ShieldCheck aria-hidden />} onClick={() => navigate(`${back}/${id}/permissions`)}>
              {words.permissions}
            </Button>
          )}
          {mayEdit && (
            <Button icon={<Pencil aria-hidden />} onClick={() => setShown("edit")}>
              {t.everywhere.edit}
            </Button>
          )}
          {mayDelete && (
            <Menu
              align="end"
              trigger={
                <IconButton label={t.everywhere.more}>
                  <Ellipsis aria-hidden />
                </IconButton>
              }
            >
              {keeps && (
                <MenuItem icon={<KeyRound aria-hidden />} onSelect={() => setShown("master")}>
                  {database.has_master_password ? words.changeMaster : words.setMaster}
                </MenuItem>
              )}
              {keeps && told && !closed && (
                <MenuItem
                  icon={<Lock aria-hidden />}
                  disabled={!database.has_master_password}
                  onSelect={() => close.mutate()}
                >
                  {database.has_master_password ? t.everywhere.close : words.closeNeedsMaster}
                </MenuItem>
              )}
              {database.has_recovery_code != null && (
                <MenuItem icon={<KeyRound aria-hidden />} onSelect={() => renew.mutate()}>
                  {words.newCode}
                </MenuItem>
              )}
              {keeps && <MenuLine />}
              <MenuItem icon={<Trash2 aria-hidden />} danger onSelect={() => setShown("delete")}>
                {t.everywhere.delete}
              </MenuItem>
            </Menu>
          )}
        </>
      }
    >
      <Properties database={database} told={told} />
      {shown === "edit" && <EditDatabase database={database} keeps={keeps} onClose={() => setShown(null)} />}
      {shown === "open" && <OpenDatabase database={database} onClose={() => setShown(null)} />}
      {shown === "master" && <MasterPassword database={database} onClose={() => setShown(null)} />}
      {shown === "delete" && (
        <DeleteByName
          title={words.deleteTitle}
          text={words.deleteText}
          name={name}
          onClose={() => setShown(null)}
          submit={async () => {
            const headers = match(database.revision);
            await change(keys.databases, () => api.DELETE("/api/v1/databases/{db}", { params: { path }, headers }));
            toast({ text: words.deleted(name) });
            navigate(back);
          }}
        />
      )}
      {code !== null && (
        <ShownOnce title={words.code} text={words.codeText} secret={code} onClose={() => setCode(null)} />
      )}
    </Detail>
  );
}

function Properties({ database, told }: { database: Database; told: boolean }) {
  const t = useAllText();
  const format = useFormat();
  const words = t.manager.databases;
  return (
    <>
      <Card caption={words.properties}>
        <Facts>
          {database.description != null && <Fact name={words.description}>{database.description}</Fact>}
          {database.owner != null && (
            <Fact name={words.owner}>
              {database.owner.name} ({t.table[database.owner.kind]})
            </Fact>
          )}
          <Fact name={t.manager.created}>{format.dateTime(database.created_at)}</Fact>
          <Fact name={t.manager.changed}>{format.dateTime(database.modified_at)}</Fact>
        </Facts>
      </Card>
      {told && (
        <Card caption={words.opening}>
          <Facts>
            <Fact name={words.master}>{database.has_master_password ? words.masterSet : words.masterNotSet}</Fact>
            <Fact name={words.atStart}>{database.open_at_start ? words.byItself : words.byHand}</Fact>
            {database.has_recovery_code != null && (
              <Fact name={words.code}>{database.has_recovery_code ? t.everywhere.yes : words.noCode}</Fact>
            )}
          </Facts>
        </Card>
      )}
      {database.retention != null && <Kept retention={database.retention} />}
    </>
  );
}

function Kept({ retention }: { retention: Retention }) {
  const t = useAllText();
  const format = useFormat();
  const words = t.manager.databases;
  const days = (n: number | null | undefined) => (n == null ? words.noLimit : words.days(n, format.number(n)));
  return (
    <Card caption={words.retention}>
      <Facts>
        <Fact name={words.binDays}>{days(retention.bin_days)}</Fact>
        <Fact name={words.versions}>
          {retention.history_versions == null ? words.noLimit : format.number(retention.history_versions)}
        </Fact>
        <Fact name={words.historyDays}>{days(retention.history_days)}</Fact>
      </Facts>
    </Card>
  );
}
