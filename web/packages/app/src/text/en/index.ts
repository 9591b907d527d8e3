import { common } from "./common.ts";
import { permissions } from "./permissions.ts";
import { permissionsScreen } from "./permissions-screen.ts";
import { preferences } from "./preferences.ts";
import { problems } from "./problems.ts";
import { session } from "./session.ts";
import { shell } from "./shell.ts";
import { table } from "./table.ts";

/** English: the language that every other one has to say the same as. */
export const en = { common, permissions, permissionsScreen, problems, preferences, session, shell, table };
