import type { Text } from "../index.ts";

export const searching: Text["searching"] = {};
