import { useUser } from "../../session/index.tsx";

/** Whether a lock is one's own, held by this window or by another: the server names its holder as it names people. */
export function useIsOwnLock(): (holder: string) => boolean {
  const { username, full_name } = useUser();
  return (holder) => holder === (full_name ?? username) || holder === username;
}
