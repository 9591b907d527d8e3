import { isProblem, type ObjectAnswer, objectAnswer } from "@strongroom/client";
import type { KeyboardEvent } from "react";
import { toast } from "../../design/toast.tsx";
import { usePreferences } from "../../preferences/index.tsx";
import { api } from "../../server/index.ts";
import { useProblemText } from "../../server/problem-text.ts";
import { useText } from "../../text/index.ts";
import { webAddress } from "../details/address.ts";
import { copyCode } from "../details/copy-code.ts";
import type { Shown } from "../list/source.ts";
import { useGo, usePlace } from "../place.ts";
import { copyPlain, copySecret } from "../secrets/clipboard.ts";
import { reveal } from "../secrets/reveal.ts";
import { tellUnlessTurnedBack } from "../secrets/tell.ts";

async function whole(shown: Shown): Promise<ObjectAnswer | null> {
  try {
    const params = { path: { db: shown.database, id: shown.id } };
    const answer = await api.GET("/api/v1/databases/{db}/objects/{id}", { params });
    return answer.data === undefined ? null : objectAnswer(answer.data);
  } catch (error) {
    if (isProblem(error, "not_found")) return null;
    throw error;
  }
}

/** The keys that people know from password managers, on the line of the list that is active (ux.md, rule 18). */
export function useListKeys(chosen: ReadonlySet<string>) {
  const t = useText();
  const say = useProblemText();
  const go = useGo();
  const place = usePlace();
  const { preferences } = usePreferences();

  function edit({ database, id, rights }: Shown) {
    if (place !== null && rights.includes("modify_entries")) go({ ...place, entry: { database, id, tab: "edit" } });
  }
  async function copy(shown: Shown, name: string) {
    const entry = await whole(shown);
    const field = entry?.fields?.find((one) => one.name === name);
    if (entry == null || field === undefined) return;
    const title = t.vault.fields[name] ?? name;
    if (!field.secret) await copyPlain(field.value ?? "", title, t);
    else if (!entry.rights.includes("read_entries")) toast({ text: t.vault.useOnlyNoCopy });
    else await copySecret((await reveal(entry.database, entry, "copy", [name]))[name] ?? "", title, t);
  }
  async function openAddress(shown: Shown) {
    const url = (await whole(shown))?.fields?.find((field) => field.kind === "url")?.value;
    const address = url == null ? null : webAddress(url);
    if (address !== null) open(address, "_blank", "noopener,noreferrer");
  }
  const run = (work: Promise<void>) => void work.catch((error) => tellUnlessTurnedBack(error, say));

  return (event: KeyboardEvent, shown: Shown | null): boolean => {
    if (shown === null || shown.folder || chosen.size > 1) return false;
    const command = event.ctrlKey || event.metaKey;
    // Text that is marked on the page is what Ctrl C means then.
    if (command && event.key === "c" && (getSelection()?.toString() ?? "") === "") run(copy(shown, "password"));
    else if (command && event.key === "b") run(copy(shown, "username"));
    else if (event.altKey && event.key === "o") run(openAddress(shown));
    else if (event.altKey && event.key === "t") run(whole(shown).then((entry) => copyCode(entry, t)));
    else if (event.key === "e" && !command && !event.altKey && preferences.shortcuts) edit(shown);
    else return false;
    return true;
  };
}
