import { Checkbox } from "../../../design/field.tsx";
import { useAllText } from "../../../text/index.ts";
import { Bundles } from "../bundles.tsx";
import { useRules } from "../data.ts";
import { withInheritance, withRule } from "../draft.ts";
import { Grid } from "../grid/index.tsx";
import { areTogether, type Marks, marksOf, OBJECT, OBJECT_BUNDLES, withSetting } from "../marks.ts";
import type { Reader } from "../reason.ts";
import { useTogether } from "../together.tsx";
import type { ObjectsProps } from "./index.tsx";
import styles from "./objects.module.css";
import { pathOf } from "./objects.ts";

const NOTHING: Marks = {};

/** What is set on one folder or entry for one principal, what is in effect there, and why. */
export function ObjectRights(props: ObjectsProps & { object: string }) {
  const { db, principal, objects, object, draft, edit, rights, saved } = props;
  const t = useAllText().permissionsScreen;
  const rules = useRules(db, object);
  const node = objects.byId.get(object);
  const set = rules.data?.items.find((rule) => rule.principal.id === principal);
  const was = set === undefined ? NOTHING : marksOf(set.permissions);
  const marks = draft.rules[object]?.now ?? was;
  const inherited = rules.data?.inheritance ?? true;
  const inherits = draft.inheritance[object]?.now ?? inherited;
  const { together, join } = useTogether(areTogether(marks));
  const reader: Reader = { db, principal, object, isFolder: (id) => objects.byId.get(id)?.folder === true };
  if (node === undefined || rules.data === undefined) return null;
  const change = (now: Marks) => edit((before) => withRule(before, object, was, now));
  return (
    <section aria-label={t.gridAt(node.title)}>
      <div className={styles.where}>
        <h2>{node.title}</h2>
        <span className={styles.path}>
          {pathOf(objects, object)
            .map((one) => one.title)
            .join(" / ")}
        </span>
      </div>
      <Bundles
        bundles={OBJECT_BUNDLES}
        marks={marks}
        onChoose={change}
        openAtFirst
        together={together}
        onTogether={join}
        manageText={t.bundleText.manageObject}
        rights={rights}
        permissions={OBJECT}
        object={object}
      >
        <Grid
          on={node.title}
          permissions={OBJECT}
          marks={marks}
          rights={rights}
          saved={saved}
          reader={reader}
          together={together}
          onSet={(permissions, setting) => change(withSetting(marks, permissions, setting))}
        />
      </Bundles>
      <div className={styles.inherit}>
        <Checkbox
          label={t.inherit}
          hint={t.inheritText}
          checked={inherits}
          onChange={(event) => {
            const on = event.target.checked;
            edit((before) => withInheritance(before, object, inherited, on));
          }}
        />
      </div>
    </section>
  );
}
