import { Plus } from "lucide-react";
import { useEffect } from "react";
import { Button } from "../../design/button.tsx";
import { Kbd } from "../../design/kbd.tsx";
import { useText } from "../../text/index.ts";
import { useDatabases } from "../databases.ts";
import { useGo, type View } from "../place.ts";

/** Makes an entry in the folder one is in; Alt N does the same from everywhere on the page. */
export function NewEntryButton({ view }: { view: Extract<View, { kind: "folder" }> }) {
  const t = useText();
  const go = useGo();
  const databases = useDatabases();
  const allowed =
    view.folder !== null ||
    databases.data?.find((one) => one.id === view.database)?.rights.includes("add_entries") === true;
  const make = () => go({ view, entry: { database: view.database, id: "new", tab: null } });
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (!allowed || !event.altKey || event.ctrlKey || event.metaKey || event.code !== "KeyN") return;
      event.preventDefault();
      make();
    }
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  });
  if (!allowed) return null;
  return (
    <Button icon={<Plus aria-hidden />} aria-keyshortcuts="Alt+N" aria-label={t.editor.newEntry} onClick={make}>
      {t.everywhere.new}
      <Kbd keys="Alt N" />
    </Button>
  );
}
