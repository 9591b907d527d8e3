import { isProblem, type ObjectAnswer, objectAnswer } from "@strongroom/client";
import { FLAG, knownCatalogue } from "../catalogue/index.ts";
import { api } from "../server/index.ts";
import type { Shown } from "../vault/list/source.ts";
import { reveal } from "../vault/secrets/reveal.ts";
import { NotUnlocked } from "../vault/secrets/second-password.tsx";
import { TurnedBack } from "../vault/secrets/warning.tsx";

/** An entry with its secrets, for a sheet of paper and nothing else. */
export interface PrintedEntry {
  entry: ObjectAnswer;
  path: string;
  secrets: Record<string, string>;
}

export interface Printed {
  entries: PrintedEntry[];
  /** Titles of what could not be printed. */
  leftOut: string[];
  /** Why the last of those was refused. */
  refused: unknown;
}

/** The entries among and below `objects`, in the order of the lists. */
function entriesOf({ database, id, folder }: Shown): { database: string; id: string }[] {
  if (!folder) return [{ database, id }];
  const catalogue = knownCatalogue(database);
  if (catalogue === undefined) return [];
  const found: { database: string; id: string }[] = [];
  const visit = (row: number) => {
    for (const below of catalogue.children(row, "name")) {
      if (((catalogue.columns.flags[below] ?? 0) & FLAG.folder) !== 0) visit(below);
      else found.push({ database, id: catalogue.columns.id[below] ?? "" });
    }
  };
  visit(catalogue.row(id));
  return found;
}

async function one(database: string, id: string): Promise<PrintedEntry> {
  const params = { path: { db: database, id } };
  const answer = await api.GET("/api/v1/databases/{db}/objects/{id}", { params });
  const entry = objectAnswer(answer.data as Parameters<typeof objectAnswer>[0]);
  const names = (entry.fields ?? []).filter(({ secret }) => secret).map(({ name }) => name);
  const secrets = names.length === 0 ? {} : await reveal(database, entry, "print", names);
  const catalogue = knownCatalogue(database);
  const rows = catalogue?.path(catalogue.row(entry.parent ?? null)) ?? [];
  return { entry, secrets, path: rows.map((row) => catalogue?.item(row).title ?? "").join(" / ") };
}

/** Reads every entry with its secrets, one after the other: each is a record of its own. */
export async function gather(objects: Shown[], onRead: (n: number) => void, signal: AbortSignal): Promise<Printed> {
  const wanted = new Map(objects.flatMap(entriesOf).map((entry) => [entry.id, entry]));
  const printed: Printed = { entries: [], leftOut: [], refused: undefined };
  let read = 0;
  for (const { database, id } of wanted.values()) {
    signal.throwIfAborted();
    try {
      printed.entries.push(await one(database, id));
    } catch (error) {
      const turned = error instanceof NotUnlocked || error instanceof TurnedBack;
      if (!turned && !isProblem(error, "forbidden", "not_found")) throw error;
      const catalogue = knownCatalogue(database);
      const row = catalogue?.row(id) ?? -1;
      if (row >= 0) printed.leftOut.push(catalogue?.item(row).title ?? "");
      printed.refused = error;
    }
    read += 1;
    onRead(read);
  }
  return printed;
}
