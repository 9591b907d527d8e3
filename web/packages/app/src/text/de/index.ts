import type { Text } from "../index.ts";
import { common } from "./common.ts";
import { preferences } from "./preferences.ts";
import { problems } from "./problems.ts";
import { session } from "./session.ts";
import { shell } from "./shell.ts";
import { vault } from "./vault.ts";

export const de: Text = { common, problems, preferences, session, shell, vault };
