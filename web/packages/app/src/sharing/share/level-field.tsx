import type { Permission } from "@strongroom/client";
import { useId, useState } from "react";
import { Button } from "../../design/button.tsx";
import { Checkbox } from "../../design/field.tsx";
import { Tag } from "../../design/tag.tsx";
import { useFormat } from "../../text/format.ts";
import { useText } from "../../text/index.ts";
import { coreOf, GIVABLE, LEVELS, lacking, needed, withoutPermission, withPermission } from "../levels.ts";
import { type Choice, givenBy, type Shared } from "./draft.ts";
import styles from "./share.module.css";

interface LevelFieldProps {
  objects: Shared[];
  value: Choice;
  onChange: (value: Choice) => void;
}

/** Why some permissions can not be given on some objects, or nothing where they can. */
function useLack(objects: Shared[]): (permissions: Permission[]) => { why: string; mixed: boolean } | null {
  const t = useText();
  const format = useFormat();
  return (permissions) => {
    const lack = lacking(permissions, objects);
    if (lack === 0) return null;
    if (lack < objects.length) {
      return { why: t.sharing.lacksMixed(format.number(lack), format.number(objects.length)), mixed: true };
    }
    const missing = permissions.filter((one) => objects.every(({ rights }) => !rights.includes(one)));
    const names = (missing.length > 0 ? missing : permissions).map((one) => `“${t.permissions.names[one]}”`);
    return { why: t.sharing.lacks(format.list(names)), mixed: false };
  };
}

/** What they may: one of four bundles, or single permissions. What one can not give is there, with the reason. */
export function LevelField({ objects, value, onChange }: LevelFieldProps) {
  const t = useText();
  const name = useId();
  const lack = useLack(objects);
  const [single, setSingle] = useState(value.level === "custom");
  if (single) {
    return <Singles objects={objects} value={value} onChange={onChange} bundles={() => setSingle(false)} />;
  }
  return (
    <fieldset className={styles.group}>
      <legend>
        {t.sharing.may}
        <Button
          look="plain"
          className={styles.quiet}
          onClick={() => {
            onChange({ level: "custom", custom: givenBy(value, objects[0]?.rights ?? []) });
            setSingle(true);
          }}
        >
          {t.sharing.customise}
        </Button>
      </legend>
      <div className={styles.levels}>
        {LEVELS.map((level) => {
          const lacks = lack(coreOf(level));
          return (
            <label key={level} className={styles.level} data-off={lacks !== null || undefined}>
              <input
                type="radio"
                name={name}
                checked={value.level === level}
                disabled={lacks !== null}
                aria-labelledby={`${name}-${level}`}
                aria-describedby={`${name}-${level}-text`}
                onChange={() => onChange({ ...value, level })}
              />
              <span>
                <b id={`${name}-${level}`}>{t.sharing.levels[level]}</b>
                {lacks?.mixed === true && <Tag>{t.sharing.mixed}</Tag>}
                <small id={`${name}-${level}-text`}>{lacks?.why ?? t.sharing.levelText[level]}</small>
              </span>
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}

function Singles({ objects, value, onChange, bundles }: LevelFieldProps & { bundles: () => void }) {
  const t = useText();
  const lack = useLack(objects);
  const { custom } = value;
  function hint(permission: Permission): string {
    const lacks = lack([permission]);
    const rests = needed(permission);
    if (lacks !== null) return lacks.why;
    if (rests !== undefined && !custom.includes(rests)) {
      return `${t.permissions.explained[permission]} ${t.sharing.needs(t.permissions.names[rests])}`;
    }
    if (permission === "grant_access") return `${t.permissions.explained[permission]} ${t.sharing.passesOn}`;
    return t.permissions.explained[permission];
  }
  return (
    <fieldset className={styles.group}>
      <legend>
        {t.sharing.may}
        <Button
          look="plain"
          className={styles.quiet}
          onClick={() => {
            onChange({ ...value, level: lack(coreOf("view")) === null ? "view" : "use" });
            bundles();
          }}
        >
          {t.sharing.bundles}
        </Button>
      </legend>
      {GIVABLE.map((permission) => {
        const all = withPermission([permission], permission);
        return (
          <Checkbox
            key={permission}
            label={t.permissions.names[permission]}
            hint={hint(permission)}
            checked={custom.includes(permission)}
            disabled={permission === "access_entries" || lack(all) !== null}
            onChange={(event) =>
              onChange({
                level: "custom",
                custom: event.target.checked
                  ? withPermission(custom, permission)
                  : withoutPermission(custom, permission),
              })
            }
          />
        );
      })}
    </fieldset>
  );
}
