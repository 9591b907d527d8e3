import type { Database } from "@strongroom/client";
import type { View } from "../vault/place.ts";
export function ImportPage(_: { database: Database; view: Extract<View, { kind: "import" }>; onMenu: () => void }) {
  return null;
}
