import { useState } from "react";
import { useLocation } from "wouter";
import { Dialog } from "../../../design/dialog.tsx";
import { PrincipalPicker } from "../../../design/principal-picker.tsx";
import { useAllText } from "../../../text/index.ts";

/** Asks whose rights to look at: also of those who have no place of their own. */
export function LookDialog({ db, onClose }: { db: string; onClose: () => void }) {
  const t = useAllText().permissionsScreen;
  const [, navigate] = useLocation();
  const [gone, setGone] = useState(false);
  return (
    <Dialog open={!gone} onClose={onClose} title={t.lookAt} text={t.lookAtText}>
      <PrincipalPicker
        label={t.newWho}
        single
        autoFocus
        chosen={[]}
        onChange={([one]) => {
          if (one === undefined) return;
          setGone(true);
          onClose();
          navigate(`/manager/databases/${db}/permissions/${one.id}/objects`);
        }}
      />
    </Dialog>
  );
}
