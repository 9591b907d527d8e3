import type { User } from "@strongroom/client";
import { useQuery } from "@tanstack/react-query";
import { Ban, Check, Ellipsis, KeyRound, Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { Link, useLocation } from "wouter";
import { Button, IconButton } from "../../design/button.tsx";
import { Card, CardRow } from "../../design/card.tsx";
import { Face } from "../../design/face.tsx";
import { Menu, MenuItem, MenuLine } from "../../design/menu.tsx";
import { toast } from "../../design/toast.tsx";
import { api } from "../../server/index.ts";
import { useUser } from "../../session/index.tsx";
import { useFormat } from "../../text/format.ts";
import { useAllText } from "../../text/index.ts";
import { changesProfile, governs } from "../access.ts";
import { change, keys, match } from "../frame/data.ts";
import { DeleteByName } from "../frame/delete-by-name.tsx";
import { Detail, Fact, Facts } from "../frame/panes.tsx";
import { Answer } from "../frame/state.tsx";
import { AddToGroup } from "./add-to-group.tsx";
import { EditUser } from "./edit.tsx";
import { ResetPassword } from "./reset.tsx";
import { UserSessions } from "./sessions.tsx";
import { rolesOf, UserTag } from "./table.tsx";
import { useEnabling } from "./use-enabling.ts";

/** An account: who it is, what it may do on the server, where it is signed in. */
export function UserDetail({ id, back }: { id: string; back: string }) {
  const t = useAllText();
  const user = useQuery({
    queryKey: keys.user(id),
    staleTime: 5_000,
    queryFn: async ({ signal }) => (await api.GET("/api/v1/users/{id}", { params: { path: { id } }, signal })).data,
  });
  if (user.data === undefined) {
    return (
      <Detail title={t.manager.places.users} back={back}>
        <Answer of={user}>{() => null}</Answer>
      </Detail>
    );
  }
  return <Account user={user.data} back={back} />;
}

function Account({ user, back }: { user: User; back: string }) {
  const t = useAllText();
  const me = useUser();
  const [, navigate] = useLocation();
  const { run, busy } = useEnabling();
  const [shown, setShown] = useState<"edit" | "reset" | "group" | "delete" | null>(null);
  const words = t.manager.users;
  const mine = governs(me, user);
  const close = () => setShown(null);
  const more = (
    <IconButton label={t.everywhere.more}>
      <Ellipsis aria-hidden />
    </IconButton>
  );
  return (
    <Detail
      title={user.full_name ?? user.username}
      text={user.full_name == null ? undefined : user.username}
      face={<Face name={user.full_name ?? user.username} />}
      tag={<UserTag user={user} />}
      back={back}
      actions={
        changesProfile(me, user) && (
          <>
            <Button icon={<Pencil aria-hidden />} onClick={() => setShown("edit")}>
              {t.everywhere.edit}
            </Button>
            {mine && (
              <>
                <Button
                  icon={user.enabled ? <Ban aria-hidden /> : <Check aria-hidden />}
                  busy={busy}
                  onClick={() => void run([user], !user.enabled)}
                >
                  {user.enabled ? t.manager.disable : t.manager.enable}
                </Button>
                <Menu align="end" trigger={more}>
                  <MenuItem icon={<KeyRound aria-hidden />} onSelect={() => setShown("reset")}>
                    {words.reset}
                  </MenuItem>
                  <MenuLine />
                  <MenuItem icon={<Trash2 aria-hidden />} danger onSelect={() => setShown("delete")}>
                    {t.everywhere.delete}
                  </MenuItem>
                </Menu>
              </>
            )}
          </>
        )
      }
    >
      <Properties user={user} />
      <Groups user={user} add={mine ? () => setShown("group") : undefined} />
      {(mine || me.id === user.id) && <UserSessions user={user} />}
      {shown === "group" && <AddToGroup user={user} onClose={close} />}
      {shown === "edit" && <EditUser user={user} onClose={close} />}
      {shown === "reset" && <ResetPassword user={user} onClose={close} />}
      {shown === "delete" && (
        <DeleteByName
          title={words.deleteTitle}
          text={words.deleteText}
          name={user.username}
          onClose={close}
          submit={async () => {
            const request = { params: { path: { id: user.id } }, headers: match(user.revision) };
            await api.DELETE("/api/v1/users/{id}", request);
            navigate(back);
            await change(keys.users, async () => undefined);
            await change(keys.licence, async () => undefined);
            toast({ text: words.deleted(user.username) });
          }}
        />
      )}
    </Detail>
  );
}

function Properties({ user }: { user: User }) {
  const t = useAllText();
  const format = useFormat();
  const words = t.manager.users;
  return (
    <Card caption={words.account}>
      <Facts>
        {user.email != null && <Fact name={words.email}>{user.email}</Fact>}
        {user.department != null && <Fact name={words.department}>{user.department}</Fact>}
        <Fact name={words.roles}>{user.roles.length === 0 ? words.noRole : rolesOf(user, t)}</Fact>
        <Fact name={t.session.password}>
          {!user.has_password ? words.noPassword : user.must_change_password ? words.mustChangeNow : words.ownPassword}
        </Fact>
        <Fact name={words.lastSignIn}>
          {user.last_sign_in_at == null ? words.never : format.dateTime(user.last_sign_in_at)}
        </Fact>
        <Fact name={t.manager.created}>{format.dateTime(user.created_at)}</Fact>
      </Facts>
    </Card>
  );
}

function Groups({ user, add }: { user: User; add: (() => void) | undefined }) {
  const t = useAllText();
  const groups = user.groups ?? [];
  return (
    <Card
      caption={t.manager.places.groups}
      action={
        add !== undefined && (
          <Button look="plain" onClick={add}>
            {t.manager.users.addGroup}
          </Button>
        )
      }
    >
      {groups.length === 0 && <CardRow>{t.manager.users.noGroup}</CardRow>}
      {groups.map((group) => (
        <CardRow key={group.id}>
          <Face name={group.name} group />
          <Link href={`/manager/groups/${group.id}`}>{group.name}</Link>
        </CardRow>
      ))}
    </Card>
  );
}
