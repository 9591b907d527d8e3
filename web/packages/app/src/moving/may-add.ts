import type { Catalogue } from "../catalogue/index.ts";

/** Whether something may be put into `folder`, as far as the catalogue tells. */
export function mayAdd(catalogue: Catalogue, folder: string | null, rootRights: readonly string[]): boolean {
  if (folder === null) return rootRights.includes("add_entries");
  return catalogue.rights(catalogue.row(folder)).includes("add_entries");
}
