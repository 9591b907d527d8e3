import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { useProblemText } from "../server/problem-text.ts";
import { useAllText } from "../text/index.ts";
import { addressOf } from "../vault/place.ts";
import styles from "./first-run.module.css";
import { Invites } from "./invites.tsx";
import { sampleDatabase } from "./sample.ts";

/** The end of the first run: a database to look around in, people to invite, and what to know of certificate and add-on. */
export function Finish() {
  const t = useAllText();
  const say = useProblemText();
  const words = t.firstRun;
  const sample = useQuery({
    queryKey: ["first-run", "sample"],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () => sampleDatabase(words),
  });
  const address =
    sample.data === undefined
      ? "/"
      : addressOf({ view: { kind: "folder", database: sample.data, folder: null }, entry: null });
  return (
    <>
      <h1 className={styles.title}>{words.ready}</h1>
      <p className={styles.text}>{sample.error != null ? say(sample.error) : words.sampleText(words.sample.name)}</p>
      <Invites />
      <h2 className={styles.part}>{words.hints}</h2>
      <ul className={styles.hints}>
        <li>{words.certificate}</li>
        <li>{words.addOn}</li>
      </ul>
      <Link href={address} className={styles.start} aria-disabled={sample.isPending}>
        {sample.isPending ? t.everywhere.loading : words.start(words.sample.name)}
      </Link>
    </>
  );
}
