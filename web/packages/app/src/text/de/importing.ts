import type { Text } from "../index.ts";

export const importing: Text["importing"] = {};
