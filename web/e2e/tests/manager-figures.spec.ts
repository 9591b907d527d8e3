import { expect, test } from "../world.ts";

test("the overview tells of room, sessions, licence and that no backup is known", async ({ world }) => {
  await world.user({ username: "mia" });
  const company = await world.database("Company");
  await world.entry(company, null, "Mail", { password: "x" });
  const page = await world.browser("root", "/manager");
  const room = page.getByRole("region", { name: "Storage" });
  await expect(room.getByText(/^\d[\d.,]* [KM]iB$/).first()).toBeVisible();
  await expect(room.getByText(/ of .* [GT]iB$/)).toBeVisible();
  await expect(room.getByText("No backup of this server is known.")).toBeVisible();
  await expect(room.getByText("keep server.key apart")).toBeVisible();
  const numbers = page.getByRole("region", { name: "In numbers" });
  const told = await world.root.ask("GET", "/server/figures");
  expect(told.sessions.people).toBe(2);
  await expect(numbers.getByText(`${told.sessions.live} sessions of 2 people`)).toBeVisible();
  await expect(numbers.getByRole("link", { name: "Valid", exact: true })).toBeVisible();
});
