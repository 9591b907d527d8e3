import type { Text } from "../index.ts";

export const exporting: Text["exporting"] = {};
