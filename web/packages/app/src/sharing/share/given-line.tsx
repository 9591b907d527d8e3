import { CircleSlash, Ellipsis } from "lucide-react";
import { useLocation } from "wouter";
import { IconButton } from "../../design/button.tsx";
import { CardRow } from "../../design/card.tsx";
import { Face } from "../../design/face.tsx";
import { Menu, MenuItem, MenuLine } from "../../design/menu.tsx";
import { Tag } from "../../design/tag.tsx";
import { useNames } from "../../server/names.ts";
import { useUser } from "../../session/index.tsx";
import { useFormat } from "../../text/format.ts";
import { useText } from "../../text/index.ts";
import { useAdministers } from "../grants.ts";
import { SealTag } from "../seal/tag.tsx";
import { useDoes } from "../words.ts";
import { useGrantActs } from "./acts.ts";
import { type GivenRow, sealPeople } from "./rows.ts";
import styles from "./share.module.css";

interface GivenLineProps {
  database: string;
  row: GivenRow;
  objects: number;
  change: () => void;
}

/** One line of a list of grants: who, what, by whom, until when, its most important state, and what can be done. */
export function GivenLine({ database, row, objects, change }: GivenLineProps) {
  const t = useText();
  const format = useFormat();
  const does = useDoes();
  const me = useUser();
  const { grantee, grants, permissions, validTo } = row;
  const [first] = grants;
  const nameOf = useNames([grantee, first.author]);
  const name = grantee === null ? t.sharing.gone : nameOf(grantee);
  const author = first.author == null ? t.sharing.byNobody : t.sharing.by(authorOf(first.author));
  function authorOf(one: { id: string; name: string; kind: "user" | "group" }) {
    return one.id === me.id ? t.sharing.me : nameOf(one);
  }
  const begins = first.valid_from != null && new Date(first.valid_from).getTime() > Date.now();
  const said = [
    permissions === null ? null : does(permissions),
    objects > 1 ? t.sharing.onSome(format.number(grants.length), format.number(objects)) : author,
    begins && first.valid_from != null ? t.sharing.beginsAt(format.dateTime(first.valid_from)) : null,
    validTo == null ? null : t.sharing.endsAt(format.dateTime(validTo)),
  ].filter((one) => one !== null);
  return (
    <CardRow>
      <Face name={name} group={grantee?.kind === "group"} />
      <span className={styles.line}>
        <b>{name}</b>
        <small>{said.join(" · ")}</small>
        {first.note != null && objects === 1 && <small>{first.note}</small>}
        {first.suspended === true && first.author != null && (
          <small>{t.sharing.suspendedText(authorOf(first.author))}</small>
        )}
      </span>
      <State row={row} />
      <Acts database={database} row={row} name={name} change={change} />
    </CardRow>
  );
}

/** One tag a line: what gives nothing before what is sealed before what differs. */
function State({ row: { grants, permissions, validTo } }: { row: GivenRow }) {
  const t = useText();
  if (grants.some(({ suspended }) => suspended === true)) {
    return (
      <Tag look="deny" icon={<CircleSlash aria-hidden />}>
        {t.sharing.suspended}
      </Tag>
    );
  }
  const seals = grants.flatMap(({ seal }) => seal ?? []);
  const states = new Set(seals.map(({ state }) => state));
  if (permissions === null || validTo === undefined || states.size > 1) return <Tag>{t.sharing.mixed}</Tag>;
  const [seal] = seals;
  if (seal === undefined) return null;
  const waiting = seal.people.some(({ state }) => state === "waiting");
  const until = grants.length === 1 && seal.people.length === 1 ? (seal.people[0]?.until ?? null) : null;
  return <SealTag seal={waiting ? { state: "waiting" } : { state: seal.state, until }} />;
}

function Acts({ database, row, name, change }: { database: string; row: GivenRow; name: string; change: () => void }) {
  const t = useText();
  const me = useUser();
  const [, navigate] = useLocation();
  const administers = useAdministers(database);
  const acts = useGrantActs(database);
  const { grants } = row;
  const mine = grants.filter(({ author }) => author?.id === me.id);
  const may = administers ? grants : mine;
  const suspended = administers ? grants.filter((one) => one.suspended === true) : [];
  const [first] = grants;
  const nameOf = useNames(sealPeople(first).map(({ person }) => person));
  const seals = administers && grants.length === 1 ? sealPeople(first).filter(({ person }) => person.id !== me.id) : [];
  if (may.length === 0 && seals.length === 0) return null;
  const one = (who: string, words: string) => (seals.length > 1 ? `${words}: ${who}` : words);
  return (
    <Menu
      align="end"
      trigger={
        <IconButton label={t.sharing.actions(name)}>
          <Ellipsis aria-hidden />
        </IconButton>
      }
    >
      {may.length > 0 && <MenuItem onSelect={change}>{t.sharing.change}</MenuItem>}
      {suspended.length > 0 && <MenuItem onSelect={() => void acts.adopt(suspended, name)}>{t.sharing.adopt}</MenuItem>}
      {seals.some(({ state }) => state === "waiting") && (
        <MenuItem onSelect={() => navigate("/approvals")}>{t.sharing.toApprovals}</MenuItem>
      )}
      {seals
        .filter(({ state }) => state !== "sealed")
        .map(({ person }) => (
          <MenuItem
            key={`reseal-${person.id}`}
            onSelect={() => void acts.seal(first, "reseal", person, nameOf(person))}
          >
            {one(nameOf(person), t.sharing.reseal)}
          </MenuItem>
        ))}
      {seals
        .filter(({ state }) => state !== "unsealed")
        .map(({ person }) => (
          <MenuItem
            key={`unseal-${person.id}`}
            onSelect={() => void acts.seal(first, "unseal", person, nameOf(person))}
          >
            {one(nameOf(person), t.sharing.unseal)}
          </MenuItem>
        ))}
      {may.length > 0 && (
        <>
          <MenuLine />
          <MenuItem danger onSelect={() => void acts.revoke(may, name)}>
            {t.sharing.revoke}
          </MenuItem>
        </>
      )}
    </Menu>
  );
}
