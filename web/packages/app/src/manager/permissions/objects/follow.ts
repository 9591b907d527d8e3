import type { Changes } from "@strongroom/client";
import { isProblem, lines } from "@strongroom/client";
import { api, queries, server } from "../../../server/index.ts";
import { rightsKey } from "../save.ts";
import { type ObjectNode, type Objects, readObjects, withChanges } from "./objects.ts";

/** So many changed objects are asked for one by one; of more the whole is read. */
const ONE_BY_ONE = 100;

/** The databases that are being followed at this moment, and whether there is more to look at. */
const following = new Map<string, { again: boolean }>();

/** All folders and entries, and where the feed of changes goes on from there. */
export async function readWhole(db: string, signal?: AbortSignal): Promise<Objects> {
  const headers = { Accept: "application/x-ndjson" };
  const init = signal === undefined ? { headers } : { headers, signal };
  const answer = await server.fetch(`/api/v1/databases/${db}/objects?recursive=true`, init);
  return readObjects(lines(answer.body ?? new ReadableStream()));
}

/** Takes in what changed in the tree since it was read; an event is the hint to look, the feed says what it was. */
export async function followObjects(db: string): Promise<void> {
  const under = following.get(db);
  if (under !== undefined) {
    under.again = true;
    return;
  }
  const own = { again: true };
  following.set(db, own);
  try {
    while (own.again) {
      own.again = false;
      await step(db);
    }
  } catch {
    // Who may not follow any more, or has no server to ask, is told so by what is read anew.
    await queries.invalidateQueries({ queryKey: rightsKey(db, "objects") });
  } finally {
    following.delete(db);
  }
}

async function step(db: string): Promise<void> {
  const key = rightsKey(db, "objects");
  const known = queries.getQueryData<Objects>(key);
  if (known === undefined) return;
  const params = { path: { db }, query: { since: known.cursor } };
  const changes = (await api.GET("/api/v1/databases/{db}/changes", { params })).data as Changes;
  const whole = changes.reset || changes.changed.length > ONE_BY_ONE;
  const next = whole
    ? await readWhole(db)
    : withChanges(known, changes.cursor, changes.gone, await Promise.all(changes.changed.map((id) => read(db, id))));
  // What was read whole meanwhile knows more than this.
  if (queries.getQueryData(key) === known) queries.setQueryData(key, next);
}

async function read(db: string, id: string): Promise<ObjectNode | string> {
  try {
    const { data } = await api.GET("/api/v1/databases/{db}/objects/{id}", { params: { path: { db, id } } });
    const { parent, kind, title } = data as { parent?: string | null; kind: string; title: string };
    return { id, parent: parent ?? null, folder: kind === "folder", title };
  } catch (error) {
    // It went since the feed was read.
    if (isProblem(error, "not_found")) return id;
    throw error;
  }
}
