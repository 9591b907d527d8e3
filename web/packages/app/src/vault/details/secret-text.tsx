import { Fragment } from "react";
import { useText } from "../../text/index.ts";
import styles from "./details.module.css";

/** A secret in the open: digits and signs told apart from letters by colour, and spelled for readers. */
export function SecretText({ value }: { value: string }) {
  const t = useText();
  const pieces = value.match(/[\p{L}\p{M}\s]+|\p{N}+|[^\p{L}\p{M}\p{N}\s]+/gu) ?? [];
  return (
    <span className={styles.secret}>
      <span className="unseen">{t.vault.spelled(spelling(value, t.vault.capital, t.vault.digit))}</span>
      <span aria-hidden>
        {pieces.map((piece, index) => (
          <Fragment key={index}>
            {/^\p{N}/u.test(piece) ? <i>{piece}</i> : /^[\p{L}\p{M}\s]/u.test(piece) ? piece : <u>{piece}</u>}
          </Fragment>
        ))}
      </span>
    </span>
  );
}

/** How a secret is read aloud: sign by sign, capitals and digits by name. */
export function spelling(value: string, capital: string, digit: string): string {
  return [...value]
    .map((sign) => {
      if (/\p{Lu}/u.test(sign)) return `${capital} ${sign.toLocaleLowerCase()}`;
      return /\p{N}/u.test(sign) ? `${digit} ${sign}` : sign;
    })
    .join(", ");
}
