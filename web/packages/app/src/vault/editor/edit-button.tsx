import type { ObjectAnswer } from "@strongroom/client";
import { Pencil } from "lucide-react";
import { useEffect, useRef } from "react";
import { Button } from "../../design/button.tsx";
import { useText } from "../../text/index.ts";
import { useGo, usePlace } from "../place.ts";

let waiting: string | null = null;

/** Gives the focus to the button of an entry when it is on the page again: where the person was before the form. */
export function focusEditButton(id: string): void {
  waiting = id;
}

/** Opens the form of the entry; for whoever may change it. */
export function EditButton({ entry }: { entry: ObjectAnswer }) {
  const t = useText();
  const go = useGo();
  const place = usePlace();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (waiting !== entry.id) return;
    waiting = null;
    button.current?.focus();
  }, [entry.id]);
  if (!entry.rights.includes("modify_entries") || entry.kind !== "entry") return null;
  return (
    <Button
      ref={button}
      icon={<Pencil aria-hidden />}
      aria-keyshortcuts="e"
      onClick={() => place !== null && go({ ...place, entry: { database: entry.database, id: entry.id, tab: "edit" } })}
    >
      {t.editor.edit}
    </Button>
  );
}
