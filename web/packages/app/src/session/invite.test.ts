import { expect, test } from "vitest";
import { inviteLink, readInvite } from "./invite.ts";

test("what a link was made of comes back, whatever the name holds", () => {
  for (const username of ["ben", "Ben Ebert", "a:b#c/d?e%20", "Мия", "<img src=x>"]) {
    const link = inviteLink("https://room.example", { username, password: "abcd-EFGH" });
    expect(link.startsWith("https://room.example/invite#"), link).toBe(true);
    expect(readInvite(new URL(link).hash)).toEqual({ username, password: "abcd-EFGH" });
  }
});

test("anything else invites nobody", () => {
  for (const hash of ["", "#", "#ben", "#ben:", "#:x", "#a:b:c", "#%E0%A4%A:x"])
    expect(readInvite(hash), hash).toBeNull();
});
