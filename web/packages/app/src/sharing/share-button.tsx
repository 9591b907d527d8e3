import type { ObjectAnswer, Permission } from "@strongroom/client";
import { UserPlus } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { Button } from "../design/button.tsx";
import { useText } from "../text/index.ts";
import { useDatabases } from "../vault/databases.ts";
import { mayShare } from "./levels.ts";

const ShareDialog = lazy(() => import("./share/dialog.tsx").then((module) => ({ default: module.ShareDialog })));

/** Opens the dialog of sharing; for those who may share, and those who administer what others shared. */
export function ShareButton({
  entry,
}: {
  entry: Pick<ObjectAnswer, "database" | "id" | "title"> & { rights?: Permission[] };
}) {
  const t = useText();
  const [open, setOpen] = useState(false);
  const database = useDatabases().data?.find(({ id }) => id === entry.database);
  // Of what is under a seal the server tells no rights.
  const rights = entry.rights ?? [];
  if (database?.kind !== "standard" || !(mayShare(rights) || database.administers)) return null;
  return (
    <>
      <Button icon={<UserPlus aria-hidden />} onClick={() => setOpen(true)}>
        {t.sharing.share}
      </Button>
      {open && (
        <Suspense>
          <ShareDialog database={entry.database} objects={[{ ...entry, rights }]} open onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
