import type { Text } from "../index.ts";
import { attachments } from "./attachments.ts";
import { common } from "./common.ts";
import { editor } from "./editor.ts";
import { generator } from "./generator.ts";
import { history } from "./history.ts";
import { preferences } from "./preferences.ts";
import { problems } from "./problems.ts";
import { secondPassword } from "./second-password.ts";
import { session } from "./session.ts";
import { shell } from "./shell.ts";
import { vault } from "./vault.ts";

export const de: Text = {
  attachments,
  common,
  editor,
  generator,
  history,
  problems,
  preferences,
  secondPassword,
  session,
  shell,
  vault,
};
