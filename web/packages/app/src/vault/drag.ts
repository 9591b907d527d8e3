/** Dragging objects onto folders: the same move that the dialog makes, with the same preview of what it changes. */
import type { DragEvent } from "react";

const KIND = "application/x-strongroom-objects";

/** What is under way, since a browser tells the content of a drag only when it is dropped. */
let dragged: { database: string; ids: string[] } | null = null;

type Dropped = (database: string, ids: string[], folder: string | null) => void;
let onDropped: Dropped = () => undefined;

/** Names who moves what was dropped. */
export function setDropHandler(handler: Dropped): void {
  onDropped = handler;
}

/** What makes a row draggable, with everything that is chosen along with it. */
export function dragSource(database: string, ids: () => string[]) {
  return {
    draggable: true,
    onDragStart(event: DragEvent) {
      dragged = { database, ids: ids() };
      event.dataTransfer.setData(KIND, "");
      event.dataTransfer.effectAllowed = "move";
    },
    onDragEnd() {
      dragged = null;
    },
  };
}

/** What makes a folder take what is dropped on it. */
export function useDropTarget(database: string) {
  return (folder: string | null): Record<string, unknown> => ({
    onDragOver(event: DragEvent) {
      if (dragged === null || dragged.database !== database || (folder !== null && dragged.ids.includes(folder)))
        return;
      event.preventDefault();
      event.currentTarget.setAttribute("data-drop", "true");
    },
    onDragLeave(event: DragEvent) {
      event.currentTarget.removeAttribute("data-drop");
    },
    onDrop(event: DragEvent) {
      event.currentTarget.removeAttribute("data-drop");
      if (dragged === null) return;
      event.preventDefault();
      onDropped(database, dragged.ids, folder);
      dragged = null;
    },
  });
}
