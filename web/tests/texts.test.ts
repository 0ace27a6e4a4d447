import { describe, expect, test } from "vitest";
import { en } from "../src/i18n/en";
import { fill } from "../src/i18n/fill";
import { ko } from "../src/i18n/ko";
import { withParticle } from "../src/i18n/particles";

describe("particles", () => {
  test.each([
    ["이력서", "을/를", "이력서를"],
    ["질문", "을/를", "질문을"],
    ["서울", "으로/로", "서울로"],
    ["부산", "으로/로", "부산으로"],
    ["3", "으로/로", "3으로"],
    ["2", "으로/로", "2로"],
    ["1", "으로/로", "1로"],
    ["gpt-6-luna", "이/가", "gpt-6-luna가"],
    ["Spring", "은/는", "Spring는"],
    ["email", "과/와", "email과"],
    ["resume.pdf", "을/를", "resume.pdf를"],
    ["“인용”", "이/가", "“인용”이"],
  ])("%s with %s", (word, particle, expected) => {
    expect(withParticle(word, particle)).toBe(expected);
  });
});

describe("filling", () => {
  test("names, particles and numbers", () => {
    expect(fill("‘{what}’{~what:을/를} 삭제합니다.", { what: "김민수" })).toBe("‘김민수’를 삭제합니다.");
    expect(fill("{count:# answer|# answers}", { count: 1 })).toBe("1 answer");
    expect(fill("{count:# answer|# answers}", { count: 2 })).toBe("2 answers");
    expect(fill("{unknown}", {})).toBe("{unknown}");
  });
});

function leaves(texts: object, at = ""): [string, string][] {
  return Object.entries(texts).flatMap(([key, value]: [string, unknown]) =>
    typeof value === "string" ? [[`${at}${key}`, value] as [string, string]] : leaves(value as object, `${at}${key}.`),
  );
}

describe("languages", () => {
  const places = (text: string) => [...new Set([...text.matchAll(/\{~?(\w+)/g)].map(([, name]) => name))].sort();

  test("both have the same texts with the same places", () => {
    const korean = new Map(leaves(ko));
    for (const [key, text] of leaves(en)) {
      expect(korean.has(key), key).toBe(true);
      expect(places(korean.get(key) ?? ""), key).toEqual(places(text));
    }
    expect(korean.size).toBe(leaves(en).length);
  });
});
