import { useState } from "react";
import { TextField } from "../../../design/field.tsx";
import { useAllText } from "../../../text/index.ts";
import styles from "../principal.module.css";
import type { useForetold } from "./foretold.tsx";

/** Asks for a name to be typed where the person who saves would lose the right to administer: not by a slip. */
export function useOwnLoss(foretold: ReturnType<typeof useForetold>, name: string) {
  const t = useAllText();
  const [typed, setTyped] = useState("");
  const own = foretold.preview.data?.effects.lost.includes("grant_admin_rights") === true;
  const field = own && (
    <>
      <p className={styles.warning}>{t.permissionsScreen.confirmOwn}</p>
      <TextField
        label={t.everywhere.typeToConfirm(name)}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
    </>
  );
  return { field, confirmed: !own || typed === name };
}
