import { useState } from "react";
import { Button } from "../../design/button.tsx";
import { Card } from "../../design/card.tsx";
import { AppearanceDialog } from "../../preferences/dialog.tsx";
import { usePreferences } from "../../preferences/index.tsx";
import { useSession } from "../../session/index.tsx";
import { LANGUAGES, useAllText } from "../../text/index.ts";
import { Page } from "../frame/page.tsx";
import { Fact, Facts } from "../frame/panes.tsx";
import { ClientsCard } from "./clients.tsx";
import styles from "./settings.module.css";

/** What the server tells of itself, what it asks of everybody's clients, and how this browser draws it. */
export function SettingsPage() {
  const t = useAllText();
  const { state } = useSession();
  const { preferences } = usePreferences();
  const [open, setOpen] = useState(false);
  const words = t.manager.settings;
  const look = t.preferences;
  const info = state.kind === "in" ? state.info : null;
  return (
    <Page title={t.manager.places.settings} padded>
      {info !== null && (
        <Card caption={words.server}>
          <Facts>
            <Fact name={t.everywhere.name}>{info.name}</Fact>
            <Fact name={words.version}>{info.version}</Fact>
            <Fact name={words.api}>{info.api}</Fact>
            <Fact name={words.address}>{location.origin}</Fact>
          </Facts>
        </Card>
      )}
      <p className={styles.note}>{words.byOperator}</p>
      <ClientsCard />
      <Card caption={look.title} action={<Button onClick={() => setOpen(true)}>{t.everywhere.edit}</Button>}>
        <Facts>
          <Fact name={look.language}>{LANGUAGES[preferences.language]}</Fact>
          <Fact name={look.theme}>{look.themes[preferences.theme]}</Fact>
          <Fact name={look.contrast}>{look.contrasts[preferences.contrast]}</Fact>
          <Fact name={look.density}>{look.densities[preferences.density]}</Fact>
          <Fact name={look.idle}>{look.idleMinutes(preferences.idleMinutes)}</Fact>
        </Facts>
      </Card>
      <AppearanceDialog open={open} onClose={() => setOpen(false)} />
    </Page>
  );
}
