import { Shell } from "../shell/index.tsx";

/** The Server Manager: what administrators do. */
export function Manager() {
  return <Shell place={null}>{null}</Shell>;
}
