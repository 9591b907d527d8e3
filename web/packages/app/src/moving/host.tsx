import { lazy, Suspense, useEffect } from "react";
import { knownCatalogue } from "../catalogue/index.ts";
import { setDropHandler } from "../vault/drag.ts";
import { type Shown, shownRow } from "../vault/list/source.ts";
import { type Acts, useActs } from "./acts.ts";
import { ask, type Question, useQuestion } from "./asking.ts";

const ConfirmMove = lazy(() => import("./confirm-move.tsx").then((module) => ({ default: module.ConfirmMove })));
const MoveDialog = lazy(() => import("./move-dialog.tsx").then((module) => ({ default: module.MoveDialog })));
const NewFolder = lazy(() => import("./new-folder.tsx").then((module) => ({ default: module.NewFolder })));
const Rename = lazy(() => import("./rename.tsx").then((module) => ({ default: module.Rename })));
const TagDialog = lazy(() => import("./tag-dialog.tsx").then((module) => ({ default: module.TagDialog })));
const ExportDialog = lazy(() => import("../exporting/dialog.tsx").then((module) => ({ default: module.ExportDialog })));
const PrintDialog = lazy(() => import("../exporting/print.tsx").then((module) => ({ default: module.PrintDialog })));
const ShareDialog = lazy(() =>
  import("../sharing/share/dialog.tsx").then((module) => ({ default: module.ShareDialog })),
);
const IconDialog = lazy(() => import("../icons/dialog.tsx").then((module) => ({ default: module.IconDialog })));
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
  return (
    <Suspense>
      <Answer question={question} acts={acts} />
    </Suspense>
  );
}

function Answer({ question, acts }: { question: Question; acts: Acts }) {
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
    case "icon":
      return <IconDialog object={question.object} onClose={onClose} />;
    case "share":
      return (
        <ShareDialog database={question.objects[0]?.database ?? ""} objects={question.objects} open onClose={onClose} />
      );
    case "export":
      return <ExportDialog {...question} onClose={onClose} />;
    case "print":
      return <PrintDialog objects={question.objects} onClose={onClose} />;
    case "keys":
      return <KeyMap onClose={onClose} />;
  }
}
