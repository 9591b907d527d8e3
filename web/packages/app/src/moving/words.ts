import { isProblem } from "@strongroom/client";
import { useCallback } from "react";
import { useProblemText } from "../server/problem-text.ts";
import { type Format, useFormat } from "../text/format.ts";
import { type Text, useText } from "../text/index.ts";
import type { Shown } from "../vault/list/source.ts";
import { NotUnlocked } from "../vault/secrets/second-password.tsx";

/** What an action is about: one title, or how many. */
export function what(objects: Pick<Shown, "title" | "folder">[], t: Text, format: Format): string {
  const [only] = objects;
  if (only !== undefined && objects.length === 1) return t.moving.titled(only.title);
  const folders = objects.filter(({ folder }) => folder).length;
  const kind = folders === 0 ? "entries" : folders === objects.length ? "folders" : "both";
  return t.moving.many(format.number(objects.length), kind);
}

/** {@link what} in the language of the person. */
export function useWhat(): (objects: Pick<Shown, "title" | "folder">[]) => string {
  const t = useText();
  const format = useFormat();
  return useCallback((objects) => what(objects, t, format), [t, format]);
}

/** Why nothing was done to any of `objects`: which one stood in the way, where that is known. */
export function useRefusal(): (error: unknown, objects: Shown[]) => string {
  const t = useText();
  const say = useProblemText();
  return useCallback(
    (error, objects) => {
      if (error instanceof NotUnlocked) return t.problems.second_password_required;
      if (isProblem(error, "revision_conflict")) {
        const which =
          objects.find(({ id }) => id === error.problem.object) ?? (objects.length === 1 ? objects[0] : null);
        if (which != null) return t.moving.changedMeanwhile(which.title);
      }
      if (isProblem(error, "locked") && error.problem.holder != null) {
        const { holder } = error.problem;
        const held = objects.filter(({ lock }) => lock?.holder === holder);
        return held.length === 0
          ? t.moving.lockedBelow(holder)
          : t.moving.lockedBy(holder, held.map(({ title }) => t.moving.titled(title)).join(", "));
      }
      if (isProblem(error, "forbidden")) {
        const names = t.moving.permissions as Record<string, string>;
        const permission = error.problem.permission;
        if (permission != null && names[permission] !== undefined) return t.moving.mayNot(names[permission]);
      }
      return objects.length > 1 ? t.moving.nothingDone(say(error)) : say(error);
    },
    [t, say],
  );
}
