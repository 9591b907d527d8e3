import type { Group, PrincipalRef } from "@strongroom/client";
import { useMutation } from "@tanstack/react-query";
import { UserMinus } from "lucide-react";
import { Link } from "wouter";
import { IconButton } from "../../design/button.tsx";
import { Card, CardRow } from "../../design/card.tsx";
import { Face } from "../../design/face.tsx";
import { toast } from "../../design/toast.tsx";
import { api } from "../../server/index.ts";
import { useProblemText } from "../../server/problem-text.ts";
import { useUser } from "../../session/index.tsx";
import { useAllText } from "../../text/index.ts";
import { change, keys } from "../frame/data.ts";
import styles from "./members.module.css";

/** Who is in a group; taking somebody out can be undone. */
export function Members({ group, changes }: { group: Group; changes: boolean }) {
  const t = useAllText();
  const say = useProblemText();
  const me = useUser();
  const words = t.manager.groups;
  const members = group.members ?? [];
  const params = (user: string) => ({ path: { id: group.id, user } });
  const failed = (error: unknown) => toast({ text: say(error), look: "bad" });

  const putBack = useMutation({
    mutationFn: (member: PrincipalRef) =>
      change(keys.groups, () => api.PUT("/api/v1/groups/{id}/members/{user}", { params: params(member.id) })),
    onError: failed,
  });
  const remove = useMutation({
    mutationFn: (member: PrincipalRef) =>
      change(keys.groups, () => api.DELETE("/api/v1/groups/{id}/members/{user}", { params: params(member.id) })),
    onSuccess: (_, member) =>
      toast({
        text: words.removed(member.name),
        action: { label: t.everywhere.undo, run: () => putBack.mutate(member) },
      }),
    onError: failed,
  });

  return (
    <Card caption={words.memberCount(members.length)}>
      {members.length === 0 && <CardRow>{words.noMembers}</CardRow>}
      <ul className={styles.members} aria-label={words.members}>
        {members.map((member) => (
          <li key={member.id} className={styles.member}>
            <Face name={member.name} />
            <Link href={`/manager/users/${member.id}`}>{member.name}</Link>
            {changes && member.id !== me.id && (
              <IconButton label={words.remove(member.name)} onClick={() => remove.mutate(member)}>
                <UserMinus aria-hidden />
              </IconButton>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}
