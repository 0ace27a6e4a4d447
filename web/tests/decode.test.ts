import { describe, expect, test } from "vitest";
import { decoded } from "../src/lib/decode";

const bytes = (...values: number[]) => new Uint8Array(values);

describe("a text file is shown as it was written", () => {
  test("in UTF-8, with or without its mark", () => {
    expect(decoded(new TextEncoder().encode("김하늘 Résumé"))).toBe("김하늘 Résumé");
    expect(decoded(bytes(0xef, 0xbb, 0xbf, 0x41))).toBe("A");
  });

  test("in the encoding of Korean Windows", () => {
    expect(decoded(bytes(0xb1, 0xe8, 0xc7, 0xcf, 0xb4, 0xc3))).toBe("김하늘");
  });

  test("in UTF-16 with its mark", () => {
    expect(decoded(bytes(0xff, 0xfe, 0x40, 0xae))).toBe("김");
    expect(decoded(bytes(0xfe, 0xff, 0xae, 0x40))).toBe("김");
  });

  test("in a Western encoding, even where the bytes would be valid CP949", () => {
    expect(decoded(bytes(0x52, 0xe9, 0x73, 0x75, 0x6d, 0xe9))).toBe("Résumé");
    expect(decoded(bytes(0xd6, 0xf6, 0xe4, 0xfc))).toBe("Ööäü");
  });
});
