import type { Permission, Policies, PolicyState } from "@strongroom/client";
import { RotateCcw } from "lucide-react";
import { useState } from "react";
import { Button } from "../../design/button.tsx";
import { toast } from "../../design/toast.tsx";
import { api } from "../../server/index.ts";
import { useAllText } from "../../text/index.ts";
import { change, keys, usePolicies } from "../frame/data.ts";
import { useAccess } from "../frame/me.ts";
import { Foot, Page } from "../frame/page.tsx";
import { Answer, Caution } from "../frame/state.tsx";
import { changesOf, DEFAULTS, ORDER, type States } from "./changes.ts";
import styles from "./policies.module.css";
import { PolicyRow } from "./row.tsx";
import { SavePolicies } from "./save.tsx";

/** The state of each permission on the whole server. */
export function PoliciesPage() {
  const policies = usePolicies();
  return <Answer of={policies}>{(now) => <Editor now={now.permissions as States} />}</Answer>;
}

function Editor({ now }: { now: States }) {
  const t = useAllText();
  const { superAdministrator } = useAccess();
  const words = t.manager.policies;
  const [draft, setDraft] = useState<Partial<States>>({});
  const [saving, setSaving] = useState(false);
  const wanted: States = { ...now, ...draft };
  const changes = changesOf(now, wanted);
  const disabled = ORDER.filter((permission) => wanted[permission] === "disabled");
  const atDefaults = changesOf(wanted, DEFAULTS).length === 0;

  function set(permission: Permission, state: PolicyState) {
    setDraft((before) => ({ ...before, [permission]: state }));
  }
  async function put(states: States) {
    await change(keys.policies, () => api.PUT("/api/v1/policies", { body: { permissions: states } as Policies }));
  }
  async function save() {
    const before = now;
    await put(wanted);
    setDraft({});
    toast({
      text: words.saved,
      action: {
        label: t.everywhere.undo,
        run: () => void put(before).catch(() => toast({ text: t.problems.unknown, look: "bad" })),
      },
    });
  }

  return (
    <Page
      title={t.manager.places.policies}
      actions={
        superAdministrator && (
          <Button
            look="plain"
            icon={<RotateCcw aria-hidden />}
            disabled={atDefaults}
            onClick={() => setDraft({ ...DEFAULTS })}
          >
            {words.restore}
          </Button>
        )
      }
    >
      <div className={styles.page}>
        <div className={styles.scroll}>
          <p className={styles.lead}>{superAdministrator ? words.lead : words.readOnly}</p>
          <ul className={styles.list}>
            {ORDER.map((permission) => (
              <PolicyRow
                key={permission}
                permission={permission}
                now={now[permission]}
                wanted={wanted[permission]}
                onChange={superAdministrator ? (state) => set(permission, state) : undefined}
              />
            ))}
          </ul>
          {disabled.length > 0 && (
            <div className={styles.caution}>
              <Caution look="bad">{words.disabledNote(disabled.map((one) => t.permissions.names[one]))}</Caution>
            </div>
          )}
        </div>
        {superAdministrator && (
          <Foot note={changes.length === 0 ? words.nothing : t.manager.unsaved(changes.length)}>
            <Button look="plain" disabled={changes.length === 0} onClick={() => setDraft({})}>
              {t.everywhere.discard}
            </Button>
            <Button look="go" disabled={changes.length === 0} onClick={() => setSaving(true)}>
              {words.save}
            </Button>
          </Foot>
        )}
      </div>
      {saving && <SavePolicies changes={changes} onClose={() => setSaving(false)} save={save} />}
    </Page>
  );
}
