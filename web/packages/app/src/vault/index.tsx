import { Shell } from "../shell/index.tsx";

/** The client: databases, folders, entries. */
export function Vault() {
  return <Shell place={null}>{null}</Shell>;
}
