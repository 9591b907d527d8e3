import { useMemo } from "react";
import { useUser } from "../../session/index.tsx";
import { type Access, accessOf } from "../access.ts";

/** What the person who is signed in may ask of the server. */
export function useAccess(): Access {
  const { roles } = useUser();
  return useMemo(() => accessOf(roles), [roles]);
}
