import type { Effects, Permission } from "@strongroom/client";
import { Check, Stamp } from "lucide-react";
import { useState } from "react";
import { Card } from "../../../design/card.tsx";
import { Tag } from "../../../design/tag.tsx";
import { useNames } from "../../../server/names.ts";
import { useFormat } from "../../../text/format.ts";
import { useAllText } from "../../../text/index.ts";
import styles from "./aside.module.css";
import { type Gathered, gatherEffects } from "./gather.ts";
import { usePermissionList } from "./list.ts";

interface EffectsProps {
  effects: Effects | undefined;
  working: boolean;
  /** Whether anything is changed. */
  changed: boolean;
  sealed: number;
}

/** Who gains and who loses what, with names, before anything is saved. */
export function EffectsCard({ effects, working, changed, sealed }: EffectsProps) {
  const t = useAllText().permissionsScreen;
  const format = useFormat();
  const list = usePermissionList();
  const nameOf = useNames(effects?.people?.map(({ user }) => user) ?? []);
  const known = changed && effects !== undefined;
  const { gains, losses, gaining, losing } = gatherEffects(known ? effects : undefined, nameOf);
  const own = known ? effects : undefined;
  const sentence = () => {
    if (!changed) return t.effectsNone;
    if (effects === undefined) return t.effectsWorking;
    const parts = [
      ...(gaining > 0 ? [t.gainSum(format.number(gaining), gaining === 1)] : []),
      ...(losing > 0 ? [t.loseSum(format.number(losing), losing === 1, gaining === 0)] : []),
      effects.lost.length === 0 ? t.keepSum : t.ownLoses(list(effects.lost)),
    ];
    if (gaining + losing === 0) parts.unshift(t.nobodySum);
    return `${parts.join(", ")}.`;
  };
  return (
    <section aria-busy={working} aria-label={t.effectsTitle}>
      <h2 className={styles.title}>{t.effectsTitle}</h2>
      <p className={styles.text} role="status">
        {sentence()}
      </p>
      {own !== undefined && (
        <>
          <p className={styles.text}>{t.objects(format.number(own.objects), own.objects === 1)}</p>
          <div className={styles.effects}>
            <Card>
              {gains.map((one) => (
                <Line key={one.permissions.join()} gathered={one} gain />
              ))}
              {losses.map((one) => (
                <Line key={one.permissions.join()} gathered={one} gain={false} />
              ))}
              {gains.length + losses.length === 0 && <p className={styles.line}>{t.effectsNobody}</p>}
              {(own.more ?? 0) > 0 && <p className={styles.line}>{t.moreNames(format.number(own.more ?? 0))}</p>}
              {sealed > 0 && (
                <p className={styles.line}>
                  <Tag look="seal" icon={<Stamp aria-hidden />}>
                    {format.number(sealed)}
                  </Tag>
                  <span>{t.staySealed(format.number(sealed), sealed === 1)}</span>
                </p>
              )}
              <Own effects={own} />
            </Card>
          </div>
        </>
      )}
    </section>
  );
}

const SHOWN = 6;

function Line({ gathered, gain }: { gathered: Gathered; gain: boolean }) {
  const t = useAllText().permissionsScreen;
  const format = useFormat();
  const list = usePermissionList();
  const [all, setAll] = useState(false);
  const { names, permissions } = gathered;
  const shown = all ? names : names.slice(0, SHOWN);
  const what = list(permissions);
  return (
    <div className={styles.line}>
      <Tag look={gain ? "allow" : "deny"}>
        {gain ? "+" : "−"} {format.number(names.length)}
      </Tag>
      <div>
        {gain ? t.gain(what) : t.lose(what)}
        <p className={styles.names}>
          {shown.join(", ")}{" "}
          {names.length > shown.length && (
            <button type="button" className={styles.more} onClick={() => setAll(true)}>
              {t.moreNames(format.number(names.length - shown.length))}
            </button>
          )}
        </p>
      </div>
    </div>
  );
}

function Own({ effects }: { effects: { gained: Permission[]; lost: Permission[] } }) {
  const t = useAllText().permissionsScreen;
  const list = usePermissionList();
  if (effects.lost.length > 0) {
    return (
      <p className={styles.line}>
        <Tag look="deny">−</Tag>
        <span>{t.youLose(list(effects.lost))}</span>
      </p>
    );
  }
  return (
    <p className={styles.line}>
      <Tag icon={<Check aria-hidden />}> </Tag>
      <span>{effects.gained.length > 0 ? t.youGain(list(effects.gained)) : t.youKeep}</span>
    </p>
  );
}
