import { CalendarClock } from "lucide-react";
import { Button } from "../design/button.tsx";
import { Menu, MenuItem } from "../design/menu.tsx";
import { useText } from "../text/index.ts";
import { useGo, type View } from "../vault/place.ts";

const CHOICES = [7, 30, 90, 365];

/** Chooses how far ahead the list of what expires looks. */
export function Within({ view }: { view: Extract<View, { kind: "expiring" }> }) {
  const t = useText();
  const go = useGo();
  return (
    <Menu
      align="end"
      trigger={
        <Button look="plain" icon={<CalendarClock aria-hidden />}>
          {t.searching.days(view.within)}
        </Button>
      }
    >
      {CHOICES.map((days) => (
        <MenuItem key={days} onSelect={() => go({ view: { kind: "expiring", within: days }, entry: null })}>
          {t.searching.days(days)}
        </MenuItem>
      ))}
    </Menu>
  );
}
