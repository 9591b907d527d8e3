import type { Permission } from "@strongroom/client";
import { describe, expect, it } from "vitest";
import {
  GIVABLE,
  LEVELS,
  lacking,
  levelOf,
  mayShare,
  permissionsOf,
  withoutPermission,
  withPermission,
} from "./levels.ts";

const everything: Permission[] = [...GIVABLE];

describe("levels", () => {
  it("are found again in what they give", () => {
    for (const level of LEVELS) {
      expect(levelOf(permissionsOf(level, everything))).toBe(level);
      expect(levelOf(permissionsOf(level, ["access_entries"]))).toBe(level);
    }
  });

  it("never pass on the right to share by themselves", () => {
    for (const level of LEVELS) expect(permissionsOf(level, everything)).not.toContain("grant_access");
    expect(levelOf([...permissionsOf("manage", everything), "grant_access"])).toBe("custom");
  });

  it("add only where the author may add", () => {
    expect(permissionsOf("edit", everything)).toContain("add_entries");
    expect(permissionsOf("edit", ["access_entries", "read_entries", "modify_entries"])).not.toContain("add_entries");
  });
});

describe("single permissions", () => {
  it("bring along what they rest on", () => {
    expect(withPermission(["access_entries"], "seal_entries")).toEqual([
      "access_entries",
      "read_entries",
      "grant_access",
      "seal_entries",
    ]);
  });

  it("take along what rests on them", () => {
    expect(withoutPermission(everything, "read_entries")).toEqual(["access_entries", "add_entries"]);
    expect(withoutPermission(everything, "modify_entries")).not.toContain("set_second_password");
  });
});

describe("many objects", () => {
  const read: Permission[] = ["access_entries", "read_entries"];
  it("count those where something is lacking", () => {
    expect(lacking(["read_entries"], [{ rights: read }, { rights: ["access_entries"] }])).toBe(1);
  });
  it("can be shared only with the right to", () => {
    expect(mayShare(read)).toBe(false);
    expect(mayShare([...read, "grant_access"])).toBe(true);
  });
});
