import { Dices, RefreshCw } from "lucide-react";
import { useEffect, useState } from "react";
import { Button, IconButton } from "../../design/button.tsx";
import { Popover } from "../../design/popover.tsx";
import { Strength } from "../../session/strength.tsx";
import { useAllText } from "../../text/index.ts";
import { SecretText } from "../details/secret-text.tsx";
import { characters } from "./characters.ts";
import styles from "./generator.module.css";
import { keepOptions, keptOptions, type Options, type Way } from "./options.ts";
import { OptionsOf } from "./options-of.tsx";
import { passphrase, wordList } from "./passphrase.ts";
import { pattern } from "./pattern.ts";

const WAYS: Way[] = ["characters", "passphrase", "pattern"];

async function make(options: Options): Promise<string> {
  if (options.way === "characters") return characters(options.characters);
  if (options.way === "passphrase") return passphrase(options.passphrase, await wordList());
  return pattern(options.pattern);
}

interface Props {
  /** What the password is for, for readers. */
  of: string;
  onUse: (password: string) => void;
}

/** The button beside a password field that makes a new one. */
export function GeneratorButton({ of, onUse }: Props) {
  const t = useAllText();
  const [open, setOpen] = useState(false);
  return (
    <Popover
      padded
      open={open}
      onOpenChange={setOpen}
      title={t.generator.title}
      trigger={
        <IconButton label={t.generator.open(of)}>
          <Dices aria-hidden />
        </IconButton>
      }
    >
      <Generator
        onUse={(password) => {
          onUse(password);
          setOpen(false);
        }}
      />
    </Popover>
  );
}

/** Makes passwords until one pleases. What it made is nowhere but here. */
export function Generator({ onUse }: { onUse: (password: string) => void }) {
  const t = useAllText();
  const [options, setOptions] = useState(keptOptions);
  const [made, setMade] = useState<string | null>("");
  const [round, setRound] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another round is another password
  useEffect(() => {
    let current = true;
    keepOptions(options);
    make(options).then(
      (password) => current && setMade(password),
      () => current && setMade(null),
    );
    return () => {
      current = false;
    };
  }, [options, round]);

  return (
    <form
      className={styles.generator}
      onSubmit={(event) => {
        event.preventDefault();
        event.stopPropagation();
        if (made) onUse(made);
      }}
    >
      <div className={styles.ways} role="radiogroup" aria-label={t.generator.way}>
        {WAYS.map((way) => (
          <label key={way} className={styles.way}>
            <input
              type="radio"
              name="way"
              checked={options.way === way}
              onChange={() => setOptions({ ...options, way })}
            />
            {t.generator.ways[way]}
          </label>
        ))}
      </div>
      <div className={styles.made}>
        <output aria-label={t.generator.made}>
          {made === null ? t.generator.badPattern : <SecretText value={made} />}
        </output>
        <IconButton label={t.generator.another} onClick={() => setRound(round + 1)}>
          <RefreshCw aria-hidden />
        </IconButton>
      </div>
      {made !== null && <Strength password={made} />}
      <OptionsOf options={options} onChange={setOptions} />
      <Button type="submit" look="go" disabled={!made}>
        {t.generator.use}
      </Button>
    </form>
  );
}
