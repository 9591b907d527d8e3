import { FLAG, knownCatalogue, useCatalogue } from "../catalogue/index.ts";
import { api, queries } from "../server/index.ts";

/** Marks an object as one's favourite, or takes the mark away. */
export async function setFavourite(database: string, id: string, on: boolean): Promise<void> {
  const path = { db: database, id };
  if (on) await api.PUT("/api/v1/databases/{db}/objects/{id}/favourite", { params: { path } });
  else await api.DELETE("/api/v1/databases/{db}/objects/{id}/favourite", { params: { path } });
  knownCatalogue(database)?.favourite(id, on);
  await queries.invalidateQueries({ queryKey: ["found", "favourites"] });
}

/** Whether an object is one's favourite. */
export function useIsFavourite(database: string, id: string): boolean {
  const catalogue = useCatalogue(database);
  const row = catalogue.row(id);
  return row >= 0 && ((catalogue.columns.flags[row] ?? 0) & FLAG.favourite) !== 0;
}
