import { describe, expect, test } from "vitest";
import { accessOf, changesProfile, governs } from "./access.ts";

const root = { id: "1", roles: ["super_administrator" as const] };
const admin = { id: "2", roles: ["administrator" as const] };
const accounts = { id: "3", roles: ["account_administrator" as const] };
const auditor = { id: "4", roles: ["auditor" as const] };
const nobody = { id: "5", roles: [] };

describe("what roles let one ask", () => {
  test("an auditor reads and changes nothing", () => {
    expect(accessOf(["auditor"])).toEqual({
      role: true,
      superAdministrator: false,
      databases: false,
      accounts: false,
      readPolicies: true,
      readAudit: true,
    });
  });
  test("an account administrator reads neither policies nor the audit", () => {
    const access = accessOf(["account_administrator"]);
    expect([access.accounts, access.readPolicies, access.readAudit, access.databases]).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});

describe("who governs whom", () => {
  test("strictly downwards", () => {
    expect(governs(admin, accounts)).toBe(true);
    expect(governs(admin, { id: "9", roles: ["administrator"] })).toBe(false);
    expect(governs(accounts, nobody)).toBe(true);
    expect(governs(accounts, auditor)).toBe(false);
    expect(governs(auditor, nobody)).toBe(false);
  });
  test("super administrators each other, and nobody themselves", () => {
    expect(governs(root, { id: "9", roles: ["super_administrator"] })).toBe(true);
    expect(governs(root, root)).toBe(false);
    expect(changesProfile(root, root)).toBe(true);
    expect(changesProfile(auditor, auditor)).toBe(false);
  });
});
