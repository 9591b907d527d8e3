import { useState } from "react";
import { useLocation } from "wouter";
import { Palette, PaletteButton } from "../../design/palette.tsx";
import { useAllText } from "../../text/index.ts";
import { useGoals } from "./goals.tsx";

/** The field in the bar of the Server Manager: finds people, groups, databases, pages and events. */
export function Jump() {
  const t = useAllText();
  return (
    <PaletteButton label={t.manager.jump.field} palette={(close) => <Goals close={close} />}>
      {t.manager.jump.field}
    </PaletteButton>
  );
}

function Goals({ close }: { close: () => void }) {
  const t = useAllText();
  const [, navigate] = useLocation();
  const [typed, setTyped] = useState("");
  // Not deferred: Enter goes to what stands there for what was typed, not for what was typed before.
  const goals = useGoals(typed);
  return (
    <Palette
      label={t.manager.jump.field}
      found={t.manager.jump.found}
      placeholder={t.manager.jump.field}
      typed={typed}
      onType={setTyped}
      lines={goals}
      onGo={({ key }) => {
        close();
        navigate(key);
      }}
      none={goals.length === 0 ? t.manager.nothingFound(typed) : null}
    />
  );
}
