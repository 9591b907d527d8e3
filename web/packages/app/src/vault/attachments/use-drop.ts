import { type DragEvent, useEffect, useState } from "react";

function hasFiles(transfer: DataTransfer | null): boolean {
  return transfer?.types.includes("Files") === true;
}

/** Makes something take files that are dropped on it. Dropped beside it, they do not take the page away. */
export function useFileDrop(take: ((files: FileList) => void) | null) {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const refuse = (event: globalThis.DragEvent) => {
      if (hasFiles(event.dataTransfer)) event.preventDefault();
    };
    addEventListener("dragover", refuse);
    addEventListener("drop", refuse);
    return () => {
      removeEventListener("dragover", refuse);
      removeEventListener("drop", refuse);
    };
  }, []);
  const events = {
    onDragOver(event: DragEvent) {
      if (take === null || !hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      setOver(true);
    },
    onDragLeave(event: DragEvent) {
      if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
    },
    onDrop(event: DragEvent) {
      setOver(false);
      if (take === null || !hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      take(event.dataTransfer.files);
    },
  };
  return { over, events };
}
