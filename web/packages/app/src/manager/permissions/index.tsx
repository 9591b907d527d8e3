/** The rights in one database. */
export function Permissions({ db }: { db: string }) {
  return <section data-database={db} />;
}
