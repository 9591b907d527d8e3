import type { Database, ObjectAnswer } from "@strongroom/client";
import { LockKeyhole } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { IconButton } from "../../design/button.tsx";
import { useText } from "../../text/index.ts";
import { useEntry } from "../entry.ts";
import { databaseHolder, type Holder, useObjectHolder } from "./holder.ts";

const SecondPasswordDialog = lazy(() =>
  import("./dialog.tsx").then((module) => ({ default: module.SecondPasswordDialog })),
);

/** Opens the dialog about the second password of an entry or folder; for whoever may set one there. */
export function SecondPasswordButton({ database, id }: { database: string; id: string }) {
  const object = useEntry(database, id).data;
  if (object == null || object.stub === true || !object.rights.includes("set_second_password")) return null;
  return <OfObject object={object} />;
}

/** The same for a whole database. */
export function DatabaseSecondPasswordButton({ database }: { database: Database }) {
  if (!database.rights.includes("set_second_password")) return null;
  return <Opener holder={databaseHolder(database)} />;
}

function OfObject({ object }: { object: ObjectAnswer }) {
  return <Opener holder={useObjectHolder(object)} />;
}

function Opener({ holder }: { holder: Holder }) {
  const t = useText();
  const [open, setOpen] = useState(false);
  return (
    <>
      <IconButton label={t.secondPassword.title} aria-pressed={holder.own === true} onClick={() => setOpen(true)}>
        <LockKeyhole aria-hidden />
      </IconButton>
      {open && (
        <Suspense>
          <SecondPasswordDialog holder={holder} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
