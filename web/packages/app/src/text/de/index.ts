import type { Text } from "../index.ts";
import { common } from "./common.ts";
import { permissions } from "./permissions.ts";
import { permissionsScreen } from "./permissions-screen.ts";
import { preferences } from "./preferences.ts";
import { problems } from "./problems.ts";
import { session } from "./session.ts";
import { shell } from "./shell.ts";
import { table } from "./table.ts";

export const de: Text = { common, permissions, permissionsScreen, problems, preferences, session, shell, table };
