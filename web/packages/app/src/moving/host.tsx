import { lazy, Suspense, useEffect } from "react";
import { knownCatalogue } from "../catalogue/index.ts";
import { setDropHandler } from "../vault/drag.ts";
import { type Shown, shownRow } from "../vault/list/source.ts";
import { useActs } from "./acts.ts";
import { ask, useQuestion } from "./asking.ts";
import { ConfirmMove } from "./confirm-move.tsx";
import { MoveDialog } from "./move-dialog.tsx";
import { NewFolder } from "./new-folder.tsx";
import { Rename } from "./rename.tsx";
import { TagDialog } from "./tag-dialog.tsx";

const ExportDialog = lazy(() => import("../exporting/dialog.tsx").then((module) => ({ default: module.ExportDialog })));
const PrintDialog = lazy(() => import("../exporting/print.tsx").then((module) => ({ default: module.PrintDialog })));
const ShareDialog = lazy(() =>
  import("../sharing/share/dialog.tsx").then((module) => ({ default: module.ShareDialog })),
);
const KeyMap = lazy(() => import("../keys/map.tsx").then((module) => ({ default: module.KeyMap })));

/** The objects of these ids, as the catalogue knows them. */
export function shownOf(database: string, ids: string[]): Shown[] {
  const catalogue = knownCatalogue(database);
  if (catalogue === undefined) return [];
  return ids
    .map((id) => catalogue.row(id))
    .filter((row) => row >= 0)
    .map((row) => shownRow(catalogue, row));
}

/** Shows the dialogs that lists, menus and keys ask for, and moves what is dropped; once on the page. */
export function ActsHost() {
  const question = useQuestion();
  const acts = useActs();
  useEffect(() => {
    setDropHandler((database, ids, folder) => {
      const objects = shownOf(database, ids);
      if (objects.length > 0) void acts.moveOrAsk(objects, { database, folder });
    });
  }, [acts]);
  if (question === null) return null;
  const onClose = () => ask(null);
  switch (question.kind) {
    case "move":
    case "copy":
      return <MoveDialog {...question} acts={acts} onClose={onClose} />;
    case "confirm-move":
      return <ConfirmMove {...question} acts={acts} onClose={onClose} />;
    case "tag":
      return <TagDialog objects={question.objects} onClose={onClose} />;
    case "new-folder":
      return <NewFolder target={question.target} onClose={onClose} />;
    case "rename":
      return <Rename key={question.object.id} object={question.object} row={question.row} onClose={onClose} />;
    case "share":
      return (
        <Suspense>
          <ShareDialog
            database={question.objects[0]?.database ?? ""}
            objects={question.objects}
            open
            onClose={onClose}
          />
        </Suspense>
      );
    case "export":
      return (
        <Suspense>
          <ExportDialog {...question} onClose={onClose} />
        </Suspense>
      );
    case "print":
      return (
        <Suspense>
          <PrintDialog objects={question.objects} onClose={onClose} />
        </Suspense>
      );
    case "keys":
      return (
        <Suspense>
          <KeyMap onClose={onClose} />
        </Suspense>
      );
  }
}
