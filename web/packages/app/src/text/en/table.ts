/** Words of tables and of the search for people. */
export const table = {
  tickAll: "Select all",
  tick: (name: string) => `Select ${name}`,
  chosen: "Chosen",
  removeOne: (name: string) => `Remove ${name}`,
  search: "Search people and groups",
  searchUsers: "Search people",
  searchGroups: "Search groups",
  user: "person",
  group: "group",
  nobody: (q: string) => `Nobody here is called “${q}”.`,
};
