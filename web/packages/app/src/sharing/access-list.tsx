import type { Access } from "@strongroom/client";
import { Users } from "lucide-react";
import { useState } from "react";
import { Button } from "../design/button.tsx";
import { Card, CardRow } from "../design/card.tsx";
import { Face } from "../design/face.tsx";
import { Skeleton } from "../design/skeleton.tsx";
import { useNames } from "../server/names.ts";
import { useUser } from "../session/index.tsx";
import { useFormat } from "../text/format.ts";
import { useText } from "../text/index.ts";
import styles from "./access-list.module.css";
import { useAdministers, useFresh, useGrants, useOpeners, useWho } from "./grants.ts";
import { SealTag } from "./seal/tag.tsx";
import { type GivenRow, rowsOf } from "./share/rows.ts";
import { useDoes, useReason } from "./words.ts";

/** So many people are shown at first. */
const FIRST = 6;

interface Props {
  database: string;
  object: string;
  /** Whether the person reads it, and so is told how many others do. */
  reads: boolean;
}

/** Who can open something: everybody with their reasons, or as much of it as readers are told, and grants. */
export function AccessList({ database, object, reads }: Props) {
  const t = useText();
  useFresh(database);
  const administers = useAdministers(database);
  return (
    <Card caption={t.sharing.who}>
      {!administers && reads && <Openers database={database} object={object} />}
      <Grants database={database} object={object} only={administers} counted={reads} />
      {administers && <Everybody database={database} object={object} />}
    </Card>
  );
}

function Everybody({ database, object }: { database: string; object: string }) {
  const does = useDoes();
  const reason = useReason(object);
  const people = useWho(database, object, true).data;
  if (people === undefined) return <Skeleton lines={2} bare />;
  return (
    <People people={people} said={(one) => [does(one.permissions ?? []), reason(one)].filter(Boolean).join(" · ")} />
  );
}

/** As much as a reader is told. */
function Openers({ database, object }: { database: string; object: string }) {
  const t = useText();
  const format = useFormat();
  const told = useOpeners(database, object, true).data;
  if (told === undefined) return <Skeleton lines={1} bare />;
  if (told == null) return null;
  const named = told.items.length > 0;
  return (
    <>
      <CardRow>
        <span className={styles.words}>
          <b>{t.sharing.openers(told.count, format.number(told.count))}</b>
          {!named && told.count > 1 && <small>{t.sharing.openersUnnamed}</small>}
        </span>
      </CardRow>
      {named && <People people={told.items} />}
    </>
  );
}

/** People by name, at first a few. */
function People({ people, said }: { people: Access[]; said?: (one: Access) => string }) {
  const t = useText();
  const format = useFormat();
  const [all, setAll] = useState(false);
  const shown = people.slice(0, all ? undefined : FIRST);
  const nameOf = useNames(shown.map(({ user }) => user));
  return (
    <>
      {shown.map((one) => (
        <CardRow key={one.user.id}>
          <Face name={nameOf(one.user)} />
          <span className={styles.words}>
            <b>{nameOf(one.user)}</b>
            {said !== undefined && <small>{said(one)}</small>}
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

interface GrantsProps {
  database: string;
  object: string;
  /** Those under a seal alone, since everybody whom the others let in is told by name. */
  only: boolean;
  /** Whether it is told above how many people can open it. */
  counted: boolean;
}

/** Grants on the object. */
function Grants({ database, object, only, counted }: GrantsProps) {
  const t = useText();
  const grants = useGrants(database, [object]);
  if (grants.data === undefined) return null;
  const rows = rowsOf(grants.data, 1).filter(({ grants: [grant] }) => !only || grant.seal != null);
  return (
    <>
      {rows.map((row) => (
        <GrantLine key={row.key} row={row} />
      ))}
      {!only && rows.length > 0 && <p className={styles.note}>{t.sharing.whoGrants}</p>}
      {!only && rows.length === 0 && !counted && <p className={styles.note}>{t.sharing.whoNobody}</p>}
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
