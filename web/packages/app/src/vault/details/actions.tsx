import type { ObjectAnswer } from "@strongroom/client";
import { Star } from "lucide-react";
import { IconButton } from "../../design/button.tsx";
import { toast } from "../../design/toast.tsx";
import { MoreActions } from "../../moving/more-actions.tsx";
import { useProblemText } from "../../server/problem-text.ts";
import { ShareButton } from "../../sharing/share-button.tsx";
import { useText } from "../../text/index.ts";
import { SecondPasswordButton } from "../cover/button.tsx";
import { EditButton } from "../editor/edit-button.tsx";
import { setFavourite, useIsFavourite } from "../favourite.ts";
import styles from "./details.module.css";
import { UseButtons } from "./use-buttons.tsx";

/** What one does with an entry: the useful thing first. */
export function EntryActions({ entry }: { entry: ObjectAnswer }) {
  const t = useText();
  const say = useProblemText();
  const favourite = useIsFavourite(entry.database, entry.id);
  return (
    <div className={styles.actions}>
      <UseButtons entry={entry} />
      <EditButton entry={entry} />
      <ShareButton entry={entry} />
      <span className={styles.rest}>
        <SecondPasswordButton database={entry.database} id={entry.id} />
        <IconButton
          label={favourite ? t.vault.noFavourite : t.vault.favourite}
          aria-pressed={favourite}
          onClick={() =>
            void setFavourite(entry.database, entry.id, !favourite).catch((error) =>
              toast({ text: say(error), look: "bad" }),
            )
          }
        >
          <Star aria-hidden fill={favourite ? "currentColor" : "none"} />
        </IconButton>
        <MoreActions entry={entry} />
      </span>
    </div>
  );
}
