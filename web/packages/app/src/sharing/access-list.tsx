import { Users } from "lucide-react";
import { useState } from "react";
import { Button } from "../design/button.tsx";
import { Card, CardRow } from "../design/card.tsx";
import { Face } from "../design/face.tsx";
import { useNames } from "../server/names.ts";
import { useUser } from "../session/index.tsx";
import { useFormat } from "../text/format.ts";
import { useText } from "../text/index.ts";
import styles from "./access-list.module.css";
import { useAdministers, useFresh, useGrants, useWho } from "./grants.ts";
import { SealTag } from "./seal/tag.tsx";
import { type GivenRow, rowsOf } from "./share/rows.ts";
import { useDoes, useReason } from "./words.ts";

/** So many people are shown at first. */
const FIRST = 6;

/** Who can open something: everybody, for those who may know; for others the grants that concern them. */
export function AccessList({ database, object }: { database: string; object: string }) {
  const t = useText();
  useFresh(database);
  const administers = useAdministers(database);
  return (
    <Card caption={t.sharing.who}>
      <Grants database={database} object={object} only={administers} />
      {administers && <Everybody database={database} object={object} />}
    </Card>
  );
}

function Everybody({ database, object }: { database: string; object: string }) {
  const t = useText();
  const format = useFormat();
  const does = useDoes();
  const reason = useReason(object);
  const [all, setAll] = useState(false);
  const people = useWho(database, object, true).data ?? [];
  const shown = people.slice(0, all ? undefined : FIRST);
  const nameOf = useNames(shown.map(({ user }) => user));
  return (
    <>
      {shown.map((one) => (
        <CardRow key={one.user.id}>
          <Face name={nameOf(one.user)} />
          <span className={styles.words}>
            <b>{nameOf(one.user)}</b>
            <small>{[does(one.permissions), reason(one)].filter(Boolean).join(" · ")}</small>
          </span>
        </CardRow>
      ))}
      {!all && people.length > FIRST && (
        <CardRow>
          <Button look="plain" icon={<Users aria-hidden />} onClick={() => setAll(true)}>
            {t.sharing.whoAll(format.number(people.length))}
          </Button>
        </CardRow>
      )}
    </>
  );
}

/** Grants on the object. `only`: those under a seal, since everybody whom the others let in is told by name. */
function Grants({ database, object, only }: { database: string; object: string; only: boolean }) {
  const t = useText();
  const grants = useGrants(database, [object]);
  if (grants.data === undefined) return null;
  const rows = rowsOf(grants.data, 1).filter(({ grants: [grant] }) => !only || grant.seal != null);
  return (
    <>
      {rows.map((row) => (
        <GrantLine key={row.key} row={row} />
      ))}
      {!only && <p className={styles.note}>{rows.length === 0 ? t.sharing.whoNobody : t.sharing.whoGrants}</p>}
    </>
  );
}

function GrantLine({ row }: { row: GivenRow }) {
  const t = useText();
  const format = useFormat();
  const does = useDoes();
  const me = useUser();
  const [grant] = row.grants;
  const nameOf = useNames([row.grantee, grant.author]);
  const name = row.grantee === null ? t.sharing.gone : nameOf(row.grantee);
  const author = grant.author ?? null;
  const said = [
    does(grant.permissions),
    author === null ? t.sharing.byNobody : t.sharing.by(author.id === me.id ? t.sharing.me : nameOf(author)),
    grant.valid_to == null ? null : t.sharing.endsAt(format.dateTime(grant.valid_to)),
  ];
  return (
    <CardRow>
      <Face name={name} group={row.grantee?.kind === "group"} />
      <span className={styles.words}>
        <b>{name}</b>
        <small>{said.filter((one) => one !== null).join(" · ")}</small>
      </span>
      {grant.seal != null && <SealTag seal={grant.seal} />}
    </CardRow>
  );
}
