import type { ObjectAnswer } from "@strongroom/client";
import { Button } from "../../design/button.tsx";
import { useText } from "../../text/index.ts";
import { useGuarded } from "../drafts/guarded.ts";
import { draftChanged, useDraft, useDrafts } from "../drafts/index.ts";
import { useGo, usePlace } from "../place.ts";
import { draftPlace, useDraftTime } from "./draft.ts";
import { DraftNotice } from "./notices.tsx";

/** Says beside an entry that there is a draft of it, to be taken up again or thrown away. */
export function DraftOf({ entry }: { entry: ObjectAnswer }) {
  const t = useText();
  const go = useGo();
  const place = usePlace();
  const time = useDraftTime();
  const drafts = useDrafts();
  const name = draftPlace(entry.database, entry.id);
  const { draft } = useDraft(name, useGuarded(entry.database, entry.parent ?? null, entry) === true);
  if (draft === null || place === null || !entry.rights.includes("modify_entries")) return null;
  return (
    <DraftNotice text={t.editor.draftOf(time(draft.at))}>
      <Button onClick={() => go({ ...place, entry: { database: entry.database, id: entry.id, tab: "edit" } })}>
        {t.editor.restore}
      </Button>
      <Button look="plain" onClick={() => void drafts.discard(name).then(() => draftChanged(name))}>
        {t.editor.discard}
      </Button>
    </DraftNotice>
  );
}
