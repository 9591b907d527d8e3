import type { Access, PrincipalRef } from "@strongroom/client";
import { Face } from "../../design/face.tsx";
import { useNames } from "../../server/names.ts";
import { useFormat } from "../../text/format.ts";
import { useText } from "../../text/index.ts";
import { useMembers } from "../grants.ts";
import { useDoes } from "../words.ts";
import type { Draft } from "./draft.ts";
import styles from "./share.module.css";

/** So many names of a group are told; the number says how many there are. */
const NAMES = 6;

interface WhoWillProps {
  draft: Draft;
  /** Everybody who has access now, where the person may know. */
  now: Access[] | undefined;
}

/** Who will be able to see what is shared: people by name, groups opened to names. */
export function WhoWill({ draft, now }: WhoWillProps) {
  const t = useText();
  return (
    <section className={styles.will} aria-label={t.sharing.willSee} aria-live="polite">
      <h3>{t.sharing.willSee}</h3>
      {draft.people.length === 0 ? (
        <p>{t.sharing.willSeeNobody}</p>
      ) : (
        <ul>
          {draft.people.map((one) => (
            <Line key={one.id} one={one} now={now?.find(({ user }) => user.id === one.id)} />
          ))}
        </ul>
      )}
      {draft.seal !== null && draft.people.length > 0 && <p>{t.sharing.willSeeSealed(draft.seal.quorum)}</p>}
    </section>
  );
}

function Line({ one, now }: { one: PrincipalRef; now: Access | undefined }) {
  const t = useText();
  const format = useFormat();
  const does = useDoes();
  const group = one.kind === "group";
  const members = useMembers(group ? one.id : null);
  const people = members.data ?? null;
  const nameOf = useNames([one, ...(people?.slice(0, NAMES) ?? [])]);
  const names = people?.slice(0, NAMES).map(nameOf) ?? [];
  const named = people !== null && people.length > NAMES ? `${names.join(", ")} …` : format.list(names);
  return (
    <li>
      <Face name={nameOf(one)} group={group} />
      <span>
        <b>{nameOf(one)}</b>
        {group && (
          <small>
            {people === null
              ? t.sharing.willSeeGroup
              : people.length === 0
                ? t.sharing.willSeeEmpty
                : t.sharing.willSeeMembers(t.everywhere.people(people.length), named)}
          </small>
        )}
        {now !== undefined && <small>{t.sharing.hasAlready(does(now.permissions ?? []))}</small>}
      </span>
    </li>
  );
}
