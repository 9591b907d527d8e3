import { useQuery } from "@tanstack/react-query";
import { Download, Eye, Printer } from "lucide-react";
import { useState } from "react";
import { Button } from "../design/button.tsx";
import { TextField } from "../design/field.tsx";
import { useProblemText } from "../server/problem-text.ts";
import { useUser } from "../session/index.tsx";
import { useAllText } from "../text/index.ts";
import styles from "./first-run.module.css";
import { anyOf, isWord, keepFile, recoveryCode, wordsOf } from "./kit.ts";

interface Props {
  /** Where the server keeps everything. */
  dataFolder: string;
  onKept: () => void;
}

/** The recovery kit: it has to be saved, and one word of it typed from what was saved, before anything goes on. */
export function Kit({ dataFolder, onKept }: Props) {
  const t = useAllText();
  const say = useProblemText();
  const words = t.firstRun;
  const { username } = useUser();
  const [saved, setSaved] = useState(false);
  const code = useQuery({
    queryKey: ["first-run", "recovery-code"],
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    queryFn: () => recoveryCode(words.privateName),
  });
  const facts: [string, string][] = [
    [words.address, location.origin],
    [t.session.username, username],
    [words.data, dataFolder],
  ];

  function download() {
    const lines = [words.kitTitle, "", ...facts.map(([name, value]) => `${name}: ${value}`)];
    keepFile(
      "strongroom-recovery-kit.txt",
      `${[...lines, `${words.code}: ${code.data}`, "", words.kitText, words.backup].join("\n")}\n`,
    );
    setSaved(true);
  }
  function onPaper() {
    print();
    setSaved(true);
  }

  return (
    <>
      <h1 className={styles.title}>{words.kitTitle}</h1>
      <p className={styles.text}>{words.kitText}</p>
      <dl className={styles.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p className={styles.text}>{words.backup}</p>
      {code.error != null && (
        <p className={styles.error} role="alert">
          {say(code.error)}
          <Button onClick={() => void code.refetch()}>{t.everywhere.retry}</Button>
        </p>
      )}
      {code.data !== undefined &&
        (saved ? (
          <OneWord code={code.data} onKept={onKept} onAgain={() => setSaved(false)} />
        ) : (
          <>
            <output className={styles.code} aria-label={words.code}>
              {code.data}
            </output>
            <div className={styles.actions}>
              <Button look="go" icon={<Download aria-hidden />} onClick={download}>
                {words.download}
              </Button>
              <Button icon={<Printer aria-hidden />} onClick={onPaper}>
                {words.print}
              </Button>
            </div>
            <p className={styles.note}>{words.mustSave}</p>
          </>
        ))}
    </>
  );
}

/** The code is out of sight, so that its word comes from what was saved. */
function OneWord({ code, onKept, onAgain }: { code: string; onKept: () => void; onAgain: () => void }) {
  const t = useAllText();
  const words = t.firstRun;
  const count = wordsOf(code).length;
  const [index] = useState(() => anyOf(count));
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState(false);
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (isWord(code, index, typed)) onKept();
        else setWrong(true);
      }}
    >
      <TextField
        label={words.oneWord(index + 1, count)}
        hint={words.oneWordHint}
        error={wrong ? words.wrongWord : undefined}
        mono
        autoFocus
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setWrong(false);
        }}
      />
      <div className={styles.actions}>
        <Button type="submit" look="go" disabled={typed.trim() === ""}>
          {words.goOn}
        </Button>
        <Button look="plain" icon={<Eye aria-hidden />} onClick={onAgain}>
          {words.again}
        </Button>
      </div>
    </form>
  );
}
