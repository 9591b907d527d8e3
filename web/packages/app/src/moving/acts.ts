import { useMemo } from "react";
import { navigate } from "wouter/use-browser-location";
import { restoreAll } from "../bin/calls.ts";
import { knownCatalogue } from "../catalogue/index.ts";
import { toast } from "../design/toast.tsx";
import { useFormat } from "../text/format.ts";
import { useText } from "../text/index.ts";
import type { Shown } from "../vault/list/source.ts";
import { addressOf, placeOf } from "../vault/place.ts";
import { ask } from "./asking.ts";
import {
  byDatabase,
  copyObjects,
  deleteObjects,
  effectsOf,
  matters,
  moveObjects,
  type Named,
  type Target,
} from "./calls.ts";
import { useRefusal, what } from "./words.ts";

/** Which revision an undo builds on: whichever it is, since what is undone is the place and not the content. */
const any = (id: string): Named => ({ id, revision: "*" });

/** Where each object is now, by the folder: for the way back. */
function places(database: string, objects: Shown[]): Map<string | null, string[]> {
  const catalogue = knownCatalogue(database);
  const found = new Map<string | null, string[]>();
  for (const { id } of objects) {
    const row = catalogue?.row(id) ?? -1;
    const above = row < 0 ? -1 : (catalogue?.columns.parent[row] ?? -1);
    const folder = above < 0 ? null : (catalogue?.columns.id[above] ?? null);
    found.set(folder, [...(found.get(folder) ?? []), id]);
  }
  return found;
}

/** Closes what is open and gone, or shows `next` in its place. */
function leave(ids: Set<string>, next: Shown | null) {
  const place = placeOf(location.pathname, location.search);
  if (place === null) return;
  const { view, entry } = place;
  if (view.kind === "folder" && view.folder !== null && ids.has(view.folder)) {
    const catalogue = knownCatalogue(view.database);
    const path = catalogue?.path(catalogue.row(view.folder)) ?? [];
    const above = path[path.length - 2];
    const folder = above === undefined ? null : (catalogue?.columns.id[above] ?? null);
    navigate(addressOf({ view: { ...view, folder }, entry: null }), { replace: true });
  } else if (entry !== null && ids.has(entry.id)) {
    const open = next === null || next.folder ? null : { database: next.database, id: next.id, tab: null };
    navigate(addressOf({ view, entry: open }), { replace: true });
  }
}

/** What can be done with objects; each tells what came of it and offers to undo it. */
export function useActs() {
  const t = useText();
  const format = useFormat();
  const refusal = useRefusal();

  return useMemo(() => {
    const bad = (error: unknown, objects: Shown[]) => toast({ text: refusal(error, objects), look: "bad" });
    const fresh = (...databases: string[]) => {
      for (const database of databases) void knownCatalogue(database)?.refresh();
    };
    const undo = (objects: Shown[], work: () => Promise<unknown>) => ({
      label: t.everywhere.undo,
      run: () =>
        void work()
          .then(() => toast({ text: t.moving.undone }))
          .catch((error) => bad(error, objects))
          .finally(() => fresh(...objects.map(({ database }) => database))),
    });

    /** Moves within the database. Throws what the server refuses. */
    async function moveNow(objects: Shown[], target: Target): Promise<void> {
      const { database, folder } = target;
      const before = places(database, objects);
      await moveObjects(database, objects, folder);
      fresh(database);
      const back = async () => {
        for (const [parent, ids] of before) await moveObjects(database, ids.map(any), parent);
      };
      toast({ text: t.moving.moved(what(objects, t, format)), action: undo(objects, back) });
    }

    /** Copies, also into another database. Throws what the server refuses. */
    async function copyNow(objects: Shown[], target: Target): Promise<void> {
      const from = objects[0]?.database ?? target.database;
      const copies = await copyObjects(from, objects, target);
      fresh(target.database);
      const back = async () => {
        await deleteObjects(target.database, copies.map(any));
        fresh(target.database);
      };
      toast({ text: t.moving.copied(what(objects, t, format)), action: undo(objects, back) });
    }

    /** Moves into another database: copies there, and puts the originals into the bin here. */
    async function moveAway(objects: Shown[], target: Target): Promise<void> {
      const from = objects[0]?.database ?? target.database;
      const copies = await copyObjects(from, objects, target);
      const takeBack = () => deleteObjects(target.database, copies.map(any));
      try {
        await deleteObjects(from, objects);
      } catch (error) {
        await takeBack();
        throw error;
      }
      fresh(from, target.database);
      leave(new Set(objects.map(({ id }) => id)), null);
      const back = async () => {
        await restoreAll(
          from,
          objects.map(({ id }) => id),
        );
        await takeBack();
        fresh(target.database);
      };
      toast({ text: t.moving.moved(what(objects, t, format)), action: undo(objects, back) });
    }

    return {
      moveNow,
      copyNow,
      moveAway,

      /** What was dropped, or pasted: moved at once where it changes nothing for anybody, else asked about first. */
      async moveOrAsk(objects: Shown[], target: Target): Promise<void> {
        try {
          const effects = await effectsOf("move", target.database, objects, target);
          if (matters(effects)) ask({ kind: "confirm-move", objects, target, effects });
          else await moveNow(objects, target);
        } catch (error) {
          bad(error, objects);
        }
      },

      /** Puts objects into the bin; `next` is shown where what was open is gone. */
      async remove(objects: Shown[], next: Shown | null = null): Promise<boolean> {
        const gone: Shown[] = [];
        try {
          for (const [database, part] of byDatabase(objects)) {
            await deleteObjects(database, part);
            gone.push(...part);
          }
        } catch (error) {
          bad(error, objects);
        }
        if (gone.length === 0) return false;
        leave(new Set(gone.map(({ id }) => id)), next);
        fresh(...gone.map(({ database }) => database));
        const back = async () => {
          for (const [database, part] of byDatabase(gone))
            await restoreAll(
              database,
              part.map(({ id }) => id),
            );
        };
        toast({ text: t.moving.deleted(what(gone, t, format)), action: undo(gone, back) });
        return gone.length === objects.length;
      },

      /** Shows the field for another title on the line of `object`, or a dialog where no line is in sight. */
      rename(object: Shown): void {
        const row = document.querySelector<HTMLElement>(`[data-object="${object.id}"]`);
        ask({ kind: "rename", object, row });
      },
    };
  }, [t, format, refusal]);
}

export type Acts = ReturnType<typeof useActs>;
