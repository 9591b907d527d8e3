import type { ObjectAnswer } from "@strongroom/client";
import { Copy, ExternalLink } from "lucide-react";
import { Button } from "../../design/button.tsx";
import { useProblemText } from "../../server/problem-text.ts";
import { useText } from "../../text/index.ts";
import { copySecret } from "../secrets/clipboard.ts";
import { reveal } from "../secrets/reveal.ts";
import { tellUnlessTurnedBack } from "../secrets/tell.ts";
import { webAddress } from "./address.ts";

/**
 * What an entry is there for, before anybody looks at its secrets: opening its address, then copying its password. Who
 * may use it and not read it gets the first alone.
 */
export function UseButtons({ entry }: { entry: ObjectAnswer }) {
  const t = useText();
  const say = useProblemText();
  // What a seal still closes has one button, that of its next step.
  if (entry.seal != null && !entry.rights.includes("access_entries")) return null;
  const url = entry.fields?.find((field) => field.kind === "url" && field.value != null)?.value ?? null;
  const address = url === null ? null : webAddress(url);
  const password = entry.fields?.find(({ name, secret }) => name === "password" && secret);
  const copies = password !== undefined && entry.rights.includes("read_entries");

  async function copy() {
    try {
      const fields = await reveal(entry.database, entry, "copy", ["password"]);
      await copySecret(fields.password ?? "", t.vault.fields.password ?? "", t);
    } catch (error) {
      tellUnlessTurnedBack(error, say);
    }
  }

  return (
    <>
      {(address !== null || !copies) && (
        <Button
          look="go"
          icon={<ExternalLink aria-hidden />}
          disabled={address === null}
          title={address === null ? t.vault.openAddressNoUrl : undefined}
          aria-keyshortcuts="Alt+O"
          onClick={() => address !== null && open(address, "_blank", "noopener,noreferrer")}
        >
          {t.vault.openAddress}
        </Button>
      )}
      {copies && (
        <Button
          look={address === null ? "go" : "line"}
          icon={<Copy aria-hidden />}
          title={t.vault.copyField(t.vault.fields.password ?? "")}
          aria-keyshortcuts="Control+C"
          onClick={() => void copy()}
        >
          {t.everywhere.copy}
        </Button>
      )}
    </>
  );
}
