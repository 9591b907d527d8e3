import type { Permission } from "@strongroom/client";
import { useFormat } from "../../../text/format.ts";
import { useAllText } from "../../../text/index.ts";

/** Permissions in a sentence, in words. */
export function usePermissionList(): (permissions: readonly Permission[]) => string {
  const t = useAllText();
  const format = useFormat();
  return (permissions) => {
    if (permissions.length >= 16) return t.permissionsScreen.everyPermission;
    return format.list(permissions.map((permission) => t.permissionsScreen.quoted(t.permissions.names[permission])));
  };
}
