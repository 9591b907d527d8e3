import type { Effects } from "@strongroom/client";
import { FormDialog } from "../design/dialog.tsx";
import { Told } from "../server/told.ts";
import { useText } from "../text/index.ts";
import type { Shown } from "../vault/list/source.ts";
import type { Acts } from "./acts.ts";
import type { Target } from "./calls.ts";
import { EffectsText } from "./effects.tsx";
import { useRefusal, useWhat } from "./words.ts";

interface Props {
  objects: Shown[];
  target: Target;
  effects: Effects;
  acts: Acts;
  onClose: () => void;
}

/** Before a drop takes sight away or gives it, says to whom. */
export function ConfirmMove({ objects, target, effects, acts, onClose }: Props) {
  const t = useText();
  const what = useWhat();
  const refusal = useRefusal();
  return (
    <FormDialog
      open
      title={t.moving.moveTitle(what(objects))}
      go={t.moving.moveHere}
      onClose={onClose}
      submit={() =>
        acts.moveNow(objects, target).catch((error) => {
          throw new Told(refusal(error, objects), error);
        })
      }
    >
      <EffectsText effects={effects} />
    </FormDialog>
  );
}
