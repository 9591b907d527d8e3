/** A database to look around in. */
import type { NewObject } from "@strongroom/client";
import { api } from "../server/index.ts";
import type { AllText } from "../text/index.ts";
import { characters } from "../vault/generator/characters.ts";
import { keptOptions } from "../vault/generator/options.ts";

/** Makes the sample database, or finds the one that was made before; gives back its id. */
export async function sampleDatabase({ sample }: AllText["firstRun"]): Promise<string> {
  const known = (await api.GET("/api/v1/databases", { params: { query: { limit: 1000 } } })).data?.items;
  const before = known?.find(({ name, kind }) => kind === "standard" && name === sample.name);
  if (before !== undefined) return before.id;
  const body = { name: sample.name, description: sample.description, kind: "standard" as const };
  const db = (await api.POST("/api/v1/databases", { body })).data?.id ?? "";
  const make = async (object: NewObject) => {
    const params = { path: { db } };
    return (await api.POST("/api/v1/databases/{db}/objects", { params, body: object })).data?.id ?? null;
  };
  for (const folder of sample.folders) {
    const parent = await make({ parent: null, kind: "folder", title: folder.title });
    for (const { title, username, url, tags } of folder.entries) {
      const password = characters(keptOptions().characters);
      const fields = [
        { name: "username", value: username },
        { name: "password", value: password },
        { name: "url", value: url },
      ];
      await make({ parent, kind: "entry", type: "password", title, tags, fields });
    }
  }
  return db;
}
