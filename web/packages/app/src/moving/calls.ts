/** The calls that act on many objects of one database at once: all of them or none. */
import type { Effects } from "@strongroom/client";
import { api } from "../server/index.ts";
import type { Shown } from "../vault/list/source.ts";
import { putUnder } from "../vault/secrets/put-under.ts";

/** So many objects one call takes; more go in several calls. */
const ONE_CALL = 1_000;

/** An object as the calls name it; `"*"` is whichever revision it is at. */
export interface Named {
  id: string;
  revision: number | "*";
}

/** A folder of a database; `null`: its root. */
export interface Target {
  database: string;
  folder: string | null;
}

function parts(objects: Named[]): Named[][] {
  const found: Named[][] = [];
  for (let at = 0; at < objects.length; at += ONE_CALL) {
    found.push(objects.slice(at, at + ONE_CALL).map(({ id, revision }) => ({ id, revision })));
  }
  return found;
}

/** `objects` by their database. */
export function byDatabase(objects: Shown[]): [string, Shown[]][] {
  const found = new Map<string, Shown[]>();
  for (const one of objects) found.set(one.database, [...(found.get(one.database) ?? []), one]);
  return [...found];
}

/** Moves objects within their database. */
export async function moveObjects(database: string, objects: Named[], parent: string | null): Promise<void> {
  const params = { path: { db: database } };
  for (const part of parts(objects)) {
    const body = { objects: part, parent };
    await putUnder(database, parent, (headers) =>
      api.POST("/api/v1/databases/{db}/objects/move", { params, body, headers }),
    );
  }
}

/** Copies objects with everything below them; gives back the ids of the copies. */
export async function copyObjects(database: string, objects: Named[], target: Target): Promise<string[]> {
  const params = { path: { db: database } };
  const copies: string[] = [];
  for (const part of parts(objects)) {
    const body = { objects: part, parent: target.folder, database: target.database };
    const answer = await putUnder(target.database, target.folder, (headers) =>
      api.POST("/api/v1/databases/{db}/objects/copy", { params, body, headers }),
    );
    const made = answer.data as { copies: { copy: string }[] };
    copies.push(...made.copies.map(({ copy }) => copy));
  }
  return copies;
}

/** Puts objects into the bin. */
export async function deleteObjects(database: string, objects: Named[]): Promise<void> {
  const params = { path: { db: database } };
  for (const part of parts(objects)) {
    await api.POST("/api/v1/databases/{db}/objects/delete", { params, body: { objects: part } });
  }
}

/** Puts tags on objects and takes others off; `covered` is one of them that a second password covers. Gives back the ids of those whose tags are others now. */
export async function tagObjects(
  database: string,
  objects: Named[],
  add: string[],
  remove: string[],
  covered: string | null,
) {
  const params = { path: { db: database } };
  const changed: string[] = [];
  for (const part of parts(objects)) {
    const body = { objects: part, add, remove };
    const answer = await putUnder(database, covered, (headers) =>
      api.POST("/api/v1/databases/{db}/objects/tag", { params, body, headers }),
    );
    changed.push(...(answer.data?.objects.map(({ id }) => id) ?? []));
  }
  return changed;
}

/** What a move or a copy would change for people. Of more than one call takes, the first of them are asked about. */
export async function effectsOf(kind: "move" | "copy", database: string, objects: Named[], target: Target) {
  const params = { path: { db: database }, query: { dry_run: true } };
  const first = parts(objects)[0] ?? [];
  const body = { objects: first, parent: target.folder };
  const answer =
    kind === "move"
      ? await api.POST("/api/v1/databases/{db}/objects/move", { params, body })
      : await api.POST("/api/v1/databases/{db}/objects/copy", { params, body: { ...body, database: target.database } });
  return answer.data as unknown as Effects;
}

/** Whether a move changes anything for anybody that one should know before. */
export function matters(effects: Effects): boolean {
  return (effects.gain_sight ?? 0) > 0 || (effects.lose_sight ?? 0) > 0 || effects.lost.length > 0;
}
