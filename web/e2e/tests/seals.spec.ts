import type { Page } from "@playwright/test";
import { accessible } from "../axe.ts";
import { choose, narrow, scene, sealed, shareDialog, shot } from "../sharing.ts";
import { expect, test } from "../world.ts";

// rule: ux 9, 10
test("sealed: asked, approved and broken, by three people in three browsers", async ({ world }) => {
  test.slow();
  const { database, mail, eve, at } = await scene(world);
  const sharer = await world.browser("mia", at);
  const dialog = await shareDialog(sharer);
  await choose(sharer, "People and groups", "eve");
  await dialog.getByRole("checkbox", { name: "Seal it" }).check();
  await choose(sharer, "Approvers", "root");
  await expect(dialog.getByText("It opens when one of the approvers agrees.", { exact: false })).toBeVisible();
  await shot(sharer, "share-sealed");
  await accessible(sharer, "the dialog of sharing with a seal", "[role=dialog]");
  await dialog.getByRole("button", { name: "Share", exact: true }).click();
  await expect(sharer.getByText("Shared with Eve Stern.")).toBeVisible();

  const asker = await world.browser("eve", at);
  const row = asker.getByRole("option", { name: /Mail server/ });
  await asker.goto(`${world.server.url}/find/${database}/${mail}`);
  await expect(row, "it looks sealed in the list").toContainText("Sealed");
  const panel = asker.getByRole("region", { name: "Seal" });
  await expect(panel.getByRole("heading", { name: "Sealed" })).toBeVisible();
  await expect(panel.getByRole("list", { name: "Step 1 of 4: Request" })).toBeVisible();
  await expect(asker.getByText("root", { exact: true }), "no field of the entry is told").toHaveCount(1);
  await panel.getByRole("button", { name: "Request access" }).click();
  await expect(panel.getByRole("alert")).toHaveText("Say why.");
  await panel.getByLabel("Reason").fill("The mail server is down");
  await shot(asker, "sealed");
  await accessible(asker, "a sealed entry", "[aria-label=Seal]");
  await panel.getByRole("button", { name: "Request access" }).click();
  await expect(asker.getByText("Your request waits for approval.")).toBeVisible();
  await expect(panel.getByRole("heading", { name: "Waiting" })).toBeVisible();
  await expect(panel.getByText("0 of 1 approved")).toBeVisible();
  await panel.getByRole("button", { name: "Withdraw" }).click();
  await expect(asker.getByText("Your request was withdrawn.")).toBeVisible();
  await panel.getByLabel("Reason").fill("The mail server is down");
  await panel.getByRole("button", { name: "Request access" }).click();
  await expect(panel.getByRole("heading", { name: "Waiting" })).toBeVisible();
  await expect(row).toContainText("Waiting");

  const approver = await world.browser("root");
  const line = approver.getByRole("link", { name: "Approvals, 1 waits for you" });
  await line.click();
  const list = approver.getByRole("listbox", { name: "Approvals" });
  await list.focus();
  await approver.keyboard.press("ArrowDown");
  const request = approver.getByRole("article", { name: "Eve Stern asks for Mail server" });
  await expect(request).toContainText("The mail server is down");
  await shot(approver, "approvals");
  await accessible(approver, "the inbox of approvals");
  await approver.waitForTimeout(700);
  await approver.keyboard.press("a");
  await expect(approver.getByText("Approved: Eve Stern may open Mail server.")).toBeVisible();
  await expect(approver.getByText("Nothing waits for you")).toBeVisible();
  await expect(approver.getByRole("link", { name: "Approvals", exact: true })).toBeVisible();

  await expect(panel.getByRole("heading", { name: "Approved" })).toBeVisible();
  await expect(asker.getByRole("button", { name: "Show Password" })).toHaveCount(0);
  await panel.getByRole("button", { name: "Break seal" }).click();
  const sure = asker.getByRole("dialog", { name: "Break the seal on “Mail server”?" });
  await expect(sure).toContainText("This is logged");
  await accessible(asker, "the question before breaking", "[role=dialog]");
  await shot(asker, "break");
  await sure.getByRole("button", { name: "Break seal" }).click();
  await expect(panel.getByRole("heading", { name: "Opened" })).toBeVisible();
  await expect(asker.getByRole("button", { name: "Show Password" })).toBeVisible();
  await shot(asker, "broken");
  const { items } = await world.root.ask("GET", `/audit?database=${database}&event=seal_changed`);
  expect(items.map(({ details }: { details: { event: string } }) => details.event)).toEqual([
    "break",
    "approve",
    "request",
    "withdraw",
    "request",
  ]);
  await eve.dispose();
});

// rule: ux 10
test("two approvers at once give one outcome, and the slower one is told", async ({ world }) => {
  const ada = await world.user({ username: "ada", roles: ["administrator"] });
  const { act } = await sealed(world, { approvers: [world.root.id, ada.id] });
  await act("request", "for both");
  const pages = [await world.browser("root", "/approvals"), await world.browser("ada", "/approvals")];
  for (const page of pages) await page.getByRole("option", { name: /asks for Mail server/ }).click();
  const approve = (page: Page) => page.getByRole("button", { name: "Approve" }).click({ timeout: 2_000 });
  await Promise.allSettled(pages.map(approve));
  for (const page of pages) {
    await expect(
      page.getByText(/^Approved: eve|^Approved: Eve Stern|This request does not wait any more/).first(),
    ).toBeVisible();
  }
  const { items } = await world.root.ask("GET", "/audit?event=seal_changed");
  const approved = items.filter(({ details }: { details: { event: string } }) => details.event === "approve");
  expect(approved).toHaveLength(1);
});

// rule: ux 9, 10
test("with a quorum of two each vote is told, and neither opens alone", async ({ world }) => {
  const ada = await world.user({ username: "ada", full_name: "Ada Sommer", roles: ["administrator"] });
  const { act, at } = await sealed(world, { approvers: [world.root.id, ada.id], quorum: 2 });
  await act("request", "for both");
  const first = await world.browser("root", "/approvals");
  const second = await world.browser("ada", "/approvals");
  await second.getByRole("option", { name: /asks for Mail server/ }).click();
  await first.getByRole("option", { name: /asks for Mail server/ }).click();
  await first.getByRole("button", { name: "Approve" }).click();
  await expect(first.getByText("Your vote counts: 1 of 2.")).toBeVisible();
  await expect(first.getByRole("link", { name: "Approvals", exact: true })).toBeVisible();
  const asker = await world.browser("eve", at);
  await expect(asker.getByText("1 of 2 approved: root")).toBeVisible();
  await second.getByRole("button", { name: "Approve" }).click();
  await expect(second.getByText("Approved: Eve Stern may open Mail server.")).toBeVisible();
  await expect(asker.getByRole("button", { name: "Break seal" })).toBeVisible();
});

// rule: ux 10
test("a request withdrawn under the approver's eyes can not be approved", async ({ world }) => {
  const { act, database, grant } = await sealed(world, { approvers: [world.root.id] });
  await act("request", "first reason");
  const page = await world.browser("root", "/approvals");
  await page.getByRole("option", { name: /asks for Mail server/ }).click();
  const request = page.getByRole("article", { name: /asks for Mail server/ });
  await expect(request).toContainText("first reason");
  await request.getByLabel("Comment").fill("typed before");
  await act("withdraw");
  await expect(request.getByText("This request does not wait any more")).toBeVisible();
  await expect(request.getByRole("button", { name: "Approve" })).toBeDisabled();
  await expect(request.getByLabel("Comment"), "what was typed stays").toHaveValue("typed before");
  // Another one takes its place: what was seen of the first is never taken for the second.
  await act("request", "another reason");
  await expect(page.getByRole("option", { name: /another reason/ })).toBeVisible();
  await expect(request.getByRole("button", { name: "Approve" })).toBeDisabled();
  const seal = (await world.root.ask("GET", `/databases/${database}/grants/${grant.id}`)).seal;
  expect(seal.state).toBe("waiting");
});

// rule: ux 9, 10
test("rejecting takes a reason, which the person reads; nobody decides on access of their own", async ({ world }) => {
  const { act, at, database, mail, mia } = await sealed(world, { approvers: [world.root.id] });
  await act("request", "just curious");
  const page = await world.browser("root", "/approvals");
  await page.getByRole("listbox", { name: "Approvals" }).focus();
  await page.keyboard.press("ArrowDown");
  await page.waitForTimeout(700);
  await page.keyboard.press("r");
  await expect(page.getByRole("alert")).toHaveText("Say why you reject it.");
  await expect(page.getByLabel("Comment")).toBeFocused();
  await page.keyboard.type("ask a grown-up");
  await expect(page.getByLabel("Comment"), "letters are typed, and decide nothing").toHaveValue("ask a grown-up");
  await page.getByRole("button", { name: "Reject" }).click();
  await expect(page.getByText("Rejected. Eve Stern is told why.")).toBeVisible();
  const asker = await world.browser("eve", at);
  await expect(asker.getByText("The last request was rejected: “ask a grown-up”")).toBeVisible();

  const ada = await world.user({ username: "ada", roles: ["administrator"] });
  const seal = { approvers: [ada.id, world.root.id] };
  const body = { object: mail, grantee: ada.id, permissions: ["access_entries", "read_entries"], seal };
  const own = await mia.ask("POST", `/databases/${database}/grants`, body);
  await ada.ask("POST", `/databases/${database}/grants/${own.id}/seal/request`, { reason: "mine" });
  const herself = await world.browser("ada", "/approvals");
  await expect(herself.getByText("Nothing waits for you")).toBeVisible();
});

// rule: ux 10, 18
test("the keys of the inbox can be switched off", async ({ world }) => {
  const { act } = await sealed(world, { approvers: [world.root.id] });
  await act("request", "why not");
  const page = await world.browser("root", "/approvals");
  await page.getByRole("button", { name: "Account: root" }).click();
  await page.getByRole("menuitem", { name: "Appearance" }).click();
  await page.getByLabel("Single-key shortcuts").uncheck();
  await page.keyboard.press("Escape");
  await page.getByRole("option", { name: /asks for Mail server/ }).click();
  await page.getByRole("listbox", { name: "Approvals" }).focus();
  await page.waitForTimeout(700);
  await page.keyboard.press("a");
  await page.waitForTimeout(500);
  await expect(page.getByRole("button", { name: "Approve" })).toBeEnabled();
});

// rule: ux 10
test("a key that is held down decides on one request, and on no other", async ({ world }) => {
  const { act, database, entries, eve, mia } = await sealed(world, { approvers: [world.root.id] });
  await act("request", "the first");
  const object = entries["Backup host"] ?? "";
  await world.rule(database, object, mia.id, "full");
  const seal = { approvers: [world.root.id] };
  const body = { object, grantee: eve.id, permissions: ["access_entries", "read_entries"], seal };
  const other = await mia.ask("POST", `/databases/${database}/grants`, body);
  await eve.ask("POST", `/databases/${database}/grants/${other.id}/seal/request`, { reason: "the second" });
  const page = await world.browser("root", "/approvals");
  await page.getByRole("listbox", { name: "Approvals" }).focus();
  await page.keyboard.press("ArrowDown");
  await page.waitForTimeout(700);
  for (let n = 0; n < 12; n += 1) {
    await page.keyboard.down("a");
    await page.waitForTimeout(150);
  }
  await page.keyboard.up("a");
  await expect(page.getByRole("article", { name: "Eve Stern asks for Backup host" })).toBeVisible();
  const { items } = await world.root.ask("GET", "/approvals");
  expect(items.map(({ reason }: { reason: string }) => reason)).toEqual(["the second"]);
});

test("the words of strangers are shown as text everywhere", async ({ world }) => {
  const evil = `<script>throw 1</script>\u202e"><img src=x onerror=throw(2)>`;
  const { act, database, grant, mia } = await sealed(world, { approvers: [world.root.id] });
  await mia.ask("PATCH", `/databases/${database}/grants/${grant.id}`, { note: evil }, { "if-match": "*" });
  await act("request", evil);
  const page = await world.browser("root", "/approvals");
  await page.getByRole("option", { name: /asks for Mail server/ }).click();
  await expect(page.getByRole("article").getByText("<script>throw 1</script>", { exact: false }).first()).toBeVisible();
  await expect(page.locator("main img, main script")).toHaveCount(0);
});

// rule: ux 9
test("those who administer adopt what nobody stands for, take seals off and seal again", async ({ world }) => {
  test.slow();
  const { database, mail, mia, eve, ben, at, folders } = await scene(world);
  const group = await world.group("Night shift", [eve, ben]);
  const seal = { approvers: [world.root.id], quorum: 1 };
  const body = { object: mail, grantee: group, permissions: ["access_entries", "read_entries"], seal };
  const grant = await mia.ask("POST", `/databases/${database}/grants`, body);
  const path = `/databases/${database}/grants/${grant.id}`;
  await eve.ask("POST", `${path}/seal/request`, { reason: "night" });

  const page = await world.browser("root", "/approvals");
  await page.getByRole("option", { name: /Eve Stern asks for Mail server/ }).click();
  await page.getByRole("button", { name: "Approve" }).click();
  await page.getByRole("button", { name: "Take back" }).click();
  await expect(page.getByText("Taken back: it is sealed again for Eve Stern.")).toBeVisible();
  expect((await eve.ask("GET", path)).seal.state).toBe("sealed");

  await eve.ask("POST", `${path}/seal/request`, { reason: "again" });
  await page.goto(world.server.url + at);
  const dialog = await shareDialog(page);
  const shared = dialog.getByRole("region", { name: "Shared with" });
  await expect(shared).toContainText("Waiting");
  const acts = dialog.getByRole("button", { name: "Actions for Night shift" });
  await acts.click();
  await page.getByRole("menuitem", { name: "Take the seal off" }).click();
  await expect(page.getByText("The seal is off for Eve Stern.")).toBeVisible();
  expect((await eve.ask("GET", path)).seal.state).toBe("unsealed");
  await acts.click();
  await page.getByRole("menuitem", { name: "Seal again" }).click();
  await expect(page.getByText("Sealed again for Eve Stern.")).toBeVisible();
  expect((await eve.ask("GET", path)).seal.state).toBe("sealed");

  await world.root.ask("DELETE", `/databases/${database}/objects/${mail}/rules/${mia.id}`);
  await world.root.ask("DELETE", `/databases/${database}/objects/${folders.IT}/rules/${mia.id}`);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await shareDialog(page);
  await expect(shared).toContainText("gives nothing");
  await expect(shared).toContainText("Gives nothing: Mia Keller has lost the right that it rests on.");
  await acts.click();
  await page.getByRole("menuitem", { name: "Adopt" }).click();
  await expect(page.getByText("You stand for the access of Night shift now.")).toBeVisible();
  expect(await world.root.ask("GET", path)).toMatchObject({ suspended: false, author: { name: "root" } });
});

// rule: ux 10, 23
test("on a telephone the inbox stacks, and back leads to the list", async ({ world }) => {
  const { act } = await sealed(world, { approvers: [world.root.id] });
  await act("request", "on the way");
  const page = await world.browser("root", "/approvals");
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole("option", { name: /asks for Mail server/ }).click();
  const request = page.getByRole("article", { name: /asks for Mail server/ });
  await expect(request).toBeVisible();
  await expect(page.getByRole("listbox", { name: "Approvals" })).toBeHidden();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide, "nothing stands out at the side").toBeLessThanOrEqual(390);
  await narrow(page, "approvals");
  await accessible(page, "the inbox on a telephone");
  await page.goBack();
  await expect(page.getByRole("listbox", { name: "Approvals" })).toBeVisible();
  await page.goForward();
  await expect(request).toBeVisible();
  await page.reload();
  await expect(request, "each state is an address").toBeVisible();
});

test("the page of sealed things is German for whoever reads it", async ({ world }) => {
  const { at } = await sealed(world, { approvers: [world.root.id] });
  const page = await world.browser("eve", at);
  await page.evaluate(() => {
    const kept = JSON.parse(localStorage.getItem("strongroom.preferences") ?? "{}");
    localStorage.setItem("strongroom.preferences", JSON.stringify({ ...kept, language: "de" }));
  });
  await page.reload();
  const panel = page.getByRole("region", { name: "Siegel" });
  await expect(panel.getByRole("heading", { name: "Versiegelt" })).toBeVisible();
  await panel.getByRole("button", { name: "Zugriff anfragen" }).click();
  await expect(panel.getByRole("alert")).toHaveText("Sagen Sie, warum.");
  await page.setViewportSize({ width: 390, height: 844 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(390);
  await narrow(page, "sealed");
});
