import { FolderOpen, Plus, Upload } from "lucide-react";
import { useLocation } from "wouter";
import { Button } from "../design/button.tsx";
import { Empty } from "../design/empty.tsx";
import { useText } from "../text/index.ts";
import { importAddress, newEntryAddress } from "./addresses.ts";
import type { Target } from "./calls.ts";

/** A folder without anything in it: the two ways to put something there, or whom to ask. */
export function EmptyFolder({ target, mayAdd }: { target: Target; mayAdd: boolean }) {
  const t = useText();
  const [, navigate] = useLocation();
  return (
    <Empty
      icon={<FolderOpen aria-hidden />}
      title={t.vault.emptyFolder}
      text={mayAdd ? t.vault.emptyFolderText : t.vault.emptyReadOnly}
    >
      {mayAdd && (
        <>
          <Button look="go" icon={<Plus aria-hidden />} onClick={() => navigate(newEntryAddress(target))}>
            {t.vault.newEntry}
          </Button>
          <Button icon={<Upload aria-hidden />} onClick={() => navigate(importAddress(target))}>
            {t.moving.import}
          </Button>
        </>
      )}
    </Empty>
  );
}
