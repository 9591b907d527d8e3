import { expect, test } from "vitest";
import { webAddress } from "./address.ts";

test("only addresses of the web become links", () => {
  expect(webAddress("https://mail.example.org/x?y=1")).toBe("https://mail.example.org/x?y=1");
  expect(webAddress("mail.example.org")).toBe("https://mail.example.org/");
  expect(webAddress(" http://router.local ")).toBe("http://router.local/");
  for (const evil of [
    "javascript:alert(1)",
    " JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "file:///etc/passwd",
    "",
    "ssh://host",
  ]) {
    expect(webAddress(evil), evil).toBeNull();
  }
});
