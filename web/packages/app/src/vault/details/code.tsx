import type { Field, ObjectAnswer } from "@strongroom/client";
import { Copy } from "lucide-react";
import type { TOTP } from "otpauth";
import { useEffect, useState } from "react";
import { IconButton } from "../../design/button.tsx";
import { Ring } from "../../design/ring.tsx";
import { toast } from "../../design/toast.tsx";
import { useProblemText } from "../../server/problem-text.ts";
import { useText } from "../../text/index.ts";
import { copySecret } from "../secrets/clipboard.ts";
import { reveal } from "../secrets/reveal.ts";
import { tellUnlessTurnedBack } from "../secrets/tell.ts";
import styles from "./details.module.css";
import { FieldFrame } from "./field.tsx";

/** Codes are shown for so long, in milliseconds; then their secret is forgotten. */
const SHOWN = 120_000;

/** The generator that a stored secret stands for: an `otpauth:` address, or a secret in Base32. */
export async function generator(secret: string): Promise<TOTP | null> {
  const { TOTP: Generator, URI, Secret } = await import("otpauth");
  try {
    if (!secret.startsWith("otpauth:"))
      return new Generator({ secret: Secret.fromBase32(secret.replace(/[\s-]/g, "")) });
    const parsed = URI.parse(secret);
    return parsed instanceof Generator ? parsed : null;
  } catch {
    return null;
  }
}

/** A one-time code with the ring of its time. The code is computed here; its secret never stands on the page. */
export function CodeField({ entry, field, title }: { entry: ObjectAnswer; field: Field; title: string }) {
  const t = useText();
  const say = useProblemText();
  const [codes, setCodes] = useState<TOTP | null>(null);
  const [now, setNow] = useState(Date.now);

  useEffect(() => {
    if (codes === null) return;
    const tick = setInterval(() => setNow(Date.now()), 1000);
    const end = setTimeout(() => setCodes(null), SHOWN);
    return () => {
      clearInterval(tick);
      clearTimeout(end);
    };
  }, [codes]);

  async function fetch(purpose: "show" | "copy"): Promise<TOTP | null> {
    try {
      const fields = await reveal(entry.database, entry, purpose, [field.name]);
      const found = await generator(fields[field.name] ?? "");
      if (found === null) toast({ text: t.vault.notACode, look: "bad" });
      setNow(Date.now());
      return found;
    } catch (error) {
      tellUnlessTurnedBack(error, say);
      return null;
    }
  }
  // Showing a code reveals its secret and is on record, so it waits for one press; then it runs on with its ring.
  const show = async () => setCodes(await fetch("show"));
  const mayRead = entry.rights.includes("read_entries");
  async function copy() {
    const found = codes ?? (await fetch("copy"));
    if (found !== null) await copySecret(found.generate(), title, t);
  }

  const left = codes === null ? 0 : codes.period - (Math.floor(now / 1000) % codes.period);
  const code = codes?.generate({ timestamp: now }) ?? "";
  const half = Math.ceil(code.length / 2);
  return (
    <FieldFrame
      title={title}
      value={
        codes === null ? (
          <span className={styles.dots} aria-hidden>
            ••• •••
          </span>
        ) : (
          <span className={styles.code}>{`${code.slice(0, half)} ${code.slice(half)}`}</span>
        )
      }
    >
      {mayRead && (
        <>
          {codes !== null && <Ring part={left / codes.period} label={t.vault.codeLeft(left)} />}
          <IconButton label={t.vault.copyField(title)} onClick={() => void copy()}>
            <Copy aria-hidden />
          </IconButton>
          {codes === null && (
            <button type="button" className={styles.showCode} onClick={() => void show()}>
              {t.vault.showCode}
            </button>
          )}
        </>
      )}
    </FieldFrame>
  );
}
