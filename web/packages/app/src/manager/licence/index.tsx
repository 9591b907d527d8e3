import type { License } from "@strongroom/client";
import { Upload } from "lucide-react";
import { useState } from "react";
import { Button } from "../../design/button.tsx";
import { Card, CardRow } from "../../design/card.tsx";
import { Tag } from "../../design/tag.tsx";
import { useFormat } from "../../text/format.ts";
import { useAllText } from "../../text/index.ts";
import { useLicence } from "../frame/data.ts";
import { useAccess } from "../frame/me.ts";
import { Page } from "../frame/page.tsx";
import { Fact, Facts } from "../frame/panes.tsx";
import { Answer, Caution } from "../frame/state.tsx";
import styles from "./licence.module.css";
import { LoadLicence } from "./load.tsx";

/** How many accounts there may be, until when, and how many there are. */
export function LicencePage() {
  const t = useAllText();
  const access = useAccess();
  const licence = useLicence();
  const [loading, setLoading] = useState(false);
  return (
    <Page
      title={t.manager.places.licence}
      padded
      actions={
        access.superAdministrator && (
          <Button look="go" icon={<Upload aria-hidden />} onClick={() => setLoading(true)}>
            {t.manager.licence.load}
          </Button>
        )
      }
    >
      <Answer of={licence}>{(now) => <Present licence={now} />}</Answer>
      {loading && <LoadLicence onClose={() => setLoading(false)} />}
    </Page>
  );
}

function Present({ licence }: { licence: License }) {
  const t = useAllText();
  const format = useFormat();
  const words = t.manager.licence;
  const good = licence.state === "valid";
  return (
    <>
      <Card caption={words.present}>
        <Facts>
          <Fact name={words.state}>
            <Tag look={good ? "allow" : licence.state === "none" ? "plain" : "deny"}>{words.states[licence.state]}</Tag>
          </Fact>
          {licence.holder != null && <Fact name={words.holder}>{licence.holder}</Fact>}
          {licence.valid_from != null && <Fact name={words.from}>{format.date(licence.valid_from)}</Fact>}
          {licence.valid_to != null && <Fact name={words.to}>{format.date(licence.valid_to)}</Fact>}
        </Facts>
        <CardRow>
          <div className={styles.seats}>
            <span id="seats">{words.seats(format.number(licence.used), format.number(licence.seats))}</span>
            <meter
              aria-labelledby="seats"
              min={0}
              max={Math.max(licence.seats, licence.used)}
              high={licence.seats * 0.9}
              optimum={0}
              value={licence.used}
            />
          </div>
        </CardRow>
      </Card>
      {licence.state !== "valid" && <Caution look="warn">{words.without[licence.state]}</Caution>}
      {good && licence.used >= licence.seats && <Caution look="warn">{words.full}</Caution>}
    </>
  );
}
