/** What somebody may do, and why, in words. */
import type { Access, Permission } from "@strongroom/client";
import { useCallback } from "react";
import { useFormat } from "../text/format.ts";
import { useText } from "../text/index.ts";
import { GIVABLE, greatestOf, permissionsOf } from "./levels.ts";

/** What somebody may do, to stand after their name: "edits", or the names of single permissions. */
export function useDoes(): (permissions: Permission[]) => string {
  const t = useText();
  const format = useFormat();
  return useCallback(
    (permissions) => {
      if (GIVABLE.every((one) => permissions.includes(one))) return t.sharing.doesAll;
      const level = greatestOf(permissions);
      const rest =
        level === null ? permissions : permissions.filter((one) => !permissionsOf(level, GIVABLE).includes(one));
      const names = GIVABLE.filter((one) => rest.includes(one)).map((one) => t.permissions.names[one]);
      return format.list([...(level === null ? [] : [t.sharing.does[level]]), ...names]);
    },
    [t, format],
  );
}

/** Why somebody has access to `object`: "by the group IT team, on Servers". */
export function useReason(object: string): (access: Access) => string | null {
  const t = useText();
  return useCallback(
    ({ because, user }) => {
      if (because == null) return null;
      const words = t.sharing.reasons;
      const group = because.principal != null && because.principal.id !== user.id ? because.principal.name : null;
      const at =
        because.object?.title == null || because.object.id === object ? "" : `, ${words.at(because.object.title)}`;
      switch (because.kind) {
        case "owner":
          return words.owner;
        case "super_administrator":
          return words.super_administrator;
        case "assignment_allows":
          return group === null ? words.assignment : words.assignmentOf(group);
        case "rule_allows":
          return (group === null ? words.rule : words.ruleOf(group)) + at;
        case "grant_allows":
          return (group === null ? words.grant : words.grantOf(group)) + at;
        case "policy_enabled":
          return words.policy;
        default:
          return null;
      }
    },
    [t, object],
  );
}
