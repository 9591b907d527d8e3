export const searching = {};
