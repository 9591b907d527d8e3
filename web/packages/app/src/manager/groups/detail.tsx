import type { Group } from "@strongroom/client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Ban, Check, Ellipsis, Pencil, Trash2, UserPlus } from "lucide-react";
import { useState } from "react";
import { useLocation } from "wouter";
import { Button, IconButton } from "../../design/button.tsx";
import { Card } from "../../design/card.tsx";
import { Face } from "../../design/face.tsx";
import { Menu, MenuItem } from "../../design/menu.tsx";
import { toast } from "../../design/toast.tsx";
import { api } from "../../server/index.ts";
import { useProblemText } from "../../server/problem-text.ts";
import { useFormat } from "../../text/format.ts";
import { useAllText } from "../../text/index.ts";
import { change, keys, match } from "../frame/data.ts";
import { DeleteByName } from "../frame/delete-by-name.tsx";
import { useAccess } from "../frame/me.ts";
import { Detail, Fact, Facts } from "../frame/panes.tsx";
import { Answer } from "../frame/state.tsx";
import { AddMembers } from "./add-members.tsx";
import { GroupForm } from "./form.tsx";
import { Members } from "./members.tsx";
import { GroupTag } from "./table.tsx";

/** A group: what it is for, and who is in it. */
export function GroupDetail({ id, back }: { id: string; back: string }) {
  const t = useAllText();
  const group = useQuery({
    queryKey: keys.group(id),
    staleTime: 5_000,
    queryFn: async ({ signal }) => (await api.GET("/api/v1/groups/{id}", { params: { path: { id } }, signal })).data,
  });
  if (group.data === undefined) {
    return (
      <Detail title={t.manager.places.groups} back={back}>
        <Answer of={group}>{() => null}</Answer>
      </Detail>
    );
  }
  return <Shown group={group.data} back={back} />;
}

function Shown({ group, back }: { group: Group; back: string }) {
  const t = useAllText();
  const format = useFormat();
  const say = useProblemText();
  const access = useAccess();
  const [, navigate] = useLocation();
  const [shown, setShown] = useState<"edit" | "add" | "delete" | null>(null);
  const words = t.manager.groups;
  const shielded = group.protected && !access.superAdministrator;
  const changes = access.databases && !shielded;
  const changesMembers = access.accounts && !shielded;
  const close = () => setShown(null);
  const path = { id: group.id };

  const turn = useMutation({
    mutationFn: async ({ enabled, revision }: { enabled: boolean; revision: number }) =>
      change(keys.groups, async () => {
        const request = { params: { path }, headers: match(revision), body: { enabled } };
        return (await api.PATCH("/api/v1/groups/{id}", request)).data;
      }),
    onSuccess: (now, { enabled }) => {
      const undo = () => now !== undefined && turn.mutate({ enabled: !enabled, revision: now.revision });
      toast({
        text: enabled ? words.enabledToast(group.name) : words.disabledToast(group.name),
        action: { label: t.everywhere.undo, run: undo },
      });
    },
    onError: (error) => toast({ text: say(error), look: "bad" }),
  });

  return (
    <Detail
      title={group.name}
      text={group.description ?? undefined}
      face={<Face name={group.name} group />}
      tag={<GroupTag group={group} />}
      back={back}
      actions={
        <>
          {changesMembers && (
            <Button look="go" icon={<UserPlus aria-hidden />} onClick={() => setShown("add")}>
              {words.add}
            </Button>
          )}
          {changes && (
            <>
              <Button icon={<Pencil aria-hidden />} onClick={() => setShown("edit")}>
                {t.everywhere.edit}
              </Button>
              <Menu
                align="end"
                trigger={
                  <IconButton label={t.everywhere.more}>
                    <Ellipsis aria-hidden />
                  </IconButton>
                }
              >
                <MenuItem
                  icon={group.enabled ? <Ban aria-hidden /> : <Check aria-hidden />}
                  onSelect={() => turn.mutate({ enabled: !group.enabled, revision: group.revision })}
                >
                  {group.enabled ? t.manager.disable : t.manager.enable}
                </MenuItem>
                <MenuItem icon={<Trash2 aria-hidden />} danger onSelect={() => setShown("delete")}>
                  {t.everywhere.delete}
                </MenuItem>
              </Menu>
            </>
          )}
        </>
      }
    >
      {shielded && access.accounts && <p>{words.protectedText}</p>}
      <Members group={group} changes={changesMembers} />
      <Card caption={words.about}>
        <Facts>
          <Fact name={t.manager.created}>{format.dateTime(group.created_at)}</Fact>
          <Fact name={t.manager.changed}>{format.dateTime(group.modified_at)}</Fact>
        </Facts>
      </Card>
      {shown === "edit" && <GroupForm group={group} onClose={close} />}
      {shown === "add" && <AddMembers group={group} onClose={close} />}
      {shown === "delete" && (
        <DeleteByName
          title={words.deleteTitle}
          text={words.deleteText}
          name={group.name}
          onClose={close}
          submit={async () => {
            await api.DELETE("/api/v1/groups/{id}", { params: { path }, headers: match(group.revision) });
            navigate(back);
            await change(keys.groups, async () => undefined);
            toast({ text: words.deleted(group.name) });
          }}
        />
      )}
    </Detail>
  );
}
