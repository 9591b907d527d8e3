import { UserPlus } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { Button } from "../design/button.tsx";
import { useFormat } from "../text/format.ts";
import { useText } from "../text/index.ts";
import { useDatabases } from "../vault/databases.ts";
import { MOST, type Shared } from "./share/draft.ts";

const ShareDialog = lazy(() => import("./share/dialog.tsx").then((module) => ({ default: module.ShareDialog })));

interface ShareChosenProps {
  count: number;
  /** The chosen ones; asked for when the dialog opens. */
  chosen: () => (Shared & { database: string })[];
}

/** Shares what is chosen in a list: the same dialog for one and for hundreds. */
export function ShareChosen({ count, chosen }: ShareChosenProps) {
  const t = useText();
  const format = useFormat();
  const databases = useDatabases().data ?? [];
  const [shown, setShown] = useState<{ database: string; objects: Shared[] } | null>(null);
  const [why, setWhy] = useState<string | null>(null);

  function open() {
    const objects = chosen();
    const in_ = new Set(objects.map(({ database }) => database));
    const [database] = in_;
    if (count > MOST) setWhy(t.sharing.tooMany(format.number(MOST)));
    else if (in_.size !== 1 || database === undefined) setWhy(t.sharing.manyDatabases);
    else if (databases.find(({ id }) => id === database)?.kind !== "standard") setWhy(t.sharing.privateDatabase);
    else {
      setWhy(null);
      setShown({ database, objects });
    }
  }
  return (
    <>
      <Button icon={<UserPlus aria-hidden />} onClick={open}>
        {t.sharing.share}
      </Button>
      {why !== null && <span role="alert">{why}</span>}
      {shown !== null && (
        <Suspense>
          <ShareDialog {...shown} open onClose={() => setShown(null)} />
        </Suspense>
      )}
    </>
  );
}
