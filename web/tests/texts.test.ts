import { parse } from "svelte/compiler";
import { describe, expect, test, vi } from "vitest";
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
    ["Spring", "은/는", "Spring은"],
    ["Docker", "은/는", "Docker는"],
    ["vector", "을/를", "vector를"],
    ["Kotlin", "을/를", "Kotlin을"],
    ["Oracle", "으로/로", "Oracle로"],
    ["Oracle", "은/는", "Oracle은"],
    ["Chrome", "을/를", "Chrome을"],
    ["Spring Boot", "을/를", "Spring Boot를"],
    ["Slack", "이/가", "Slack이"],
    ["Hadoop", "이/가", "Hadoop이"],
    ["Spark", "이/가", "Spark가"],
    ["GitHub", "을/를", "GitHub를"],
    ["GitLab", "을/를", "GitLab을"],
    ["Git", "으로/로", "Git으로"],
    ["Kubernetes", "과/와", "Kubernetes와"],
    ["AWS", "은/는", "AWS는"],
    ["MySQL", "은/는", "MySQL은"],
    ["HR", "이/가", "HR이"],
    ["resume.html", "을/를", "resume.html을"],
    ["React (Native)", "이/가", "React (Native)가"],
    ["2026년 11월 30일", "을/를", "2026년 11월 30일을"],
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

/** What the API answers to requests that the page does not make, or not in that way. */
const NOT_FOR_PEOPLE = new Set([
  ...["INVALID_CURSOR", "INVALID_EVENT_ID", "INVALID_HOST", "INVALID_IDEMPOTENCY_KEY", "UNKNOWN_HOST"],
  ...["CALLBACK_REFUSED", "JOBS_UNAVAILABLE", "JOB_FINISHED", "JOB_NOT_FOUND", "JOB_QUEUE_FULL", "TOO_MANY_JOBS", "NOT_READY"],
  ...["MULTIPART_BROKEN", "NOT_ERASED", "ORIGINAL_NOT_FOUND", "RESUME_NOT_ERASED", "UNSUPPORTED_MEDIA_TYPE"],
]);

describe("what can fail", () => {
  const documents = Object.values(import.meta.glob<string>("../../sdk/openapi/*.json", { eager: true, query: "?raw", import: "default" }));

  test("has words of the page, in the language of the page", () => {
    const codes = new Set(documents.flatMap((text) => [...text.matchAll(/`([A-Z_]+)`: [A-Z]/g)].map((match) => match[1]!)));

    expect(documents).toHaveLength(3);
    expect(codes.size).toBeGreaterThan(NOT_FOR_PEOPLE.size);
    expect([...codes].filter((code) => !(code in en.code) && !NOT_FOR_PEOPLE.has(code))).toEqual([]);
  });
});

describe("in the page's language", async () => {
  vi.stubGlobal("navigator", { language: "en-GB" });
  const { date, language, titleOf } = await import("../src/i18n/index.svelte");

  test("a day is said as it is read, so that a particle can follow", () => {
    language.current = "ko";
    expect(date("2026-11-30T12:00:00Z")).toBe("2026년 11월 30일");
    language.current = "en";
    expect(date("2026-11-30T12:00:00Z")).toBe("November 30, 2026");
  });

  test("a window is called after what it shows", () => {
    expect(titleOf("Questions", "Mina Kim")).toBe("Questions · Mina Kim · Interview prep");
    expect(titleOf("Questions", undefined)).toBe("Questions · Interview prep");
    expect(titleOf()).toBe("Interview prep");
  });
});

/** Every text between the tags of a component, and in the attributes that are read to people. */
function textsIn(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(textsIn);
  if (typeof node !== "object" || node === null) return [];
  const { type, ...rest } = node as { type?: string; data?: string; name?: string };
  if (type === "Text") return [rest.data ?? ""];
  if (type === "Attribute") return ["aria-label", "title", "placeholder", "alt"].includes(rest.name ?? "") ? textsIn(Object.values(rest)) : [];
  return textsIn(Object.values(rest));
}

/** What no two entries of a list have in common. */
const UNIQUE = /^(?:id|question_id|version|pointer|name|type|label)$/;

interface Each {
  expression: { type: string; name?: string; callee?: { name?: string } };
  key: { type: string; name?: string; property?: { name?: string } } | null;
  index?: string;
}

/** Every list in a component. */
function listsIn(node: unknown): Each[] {
  if (Array.isArray(node)) return node.flatMap(listsIn);
  if (typeof node !== "object" || node === null) return [];
  const own = (node as { type?: string }).type === "EachBlock" ? [node as unknown as Each] : [];
  return [...own, ...listsIn(Object.values(node))];
}

/** Whether a list may have an entry twice, as generated texts may, without an error in Svelte. */
function isSafe({ expression, key, index }: Each): boolean {
  if (key === null || (index !== undefined && key.name === index)) return true;
  if (key.type === "MemberExpression") return UNIQUE.test(key.property?.name ?? "") || key.property?.name === index;
  // The entries themselves are its keys, or a part of each: only of lists that are written here.
  const source = expression.name ?? expression.callee?.name ?? expression.type;
  return /^(?:[A-Z]+|TSAsExpression|ArrayExpression|weeks|headingOf)$/.test(source);
}

describe("components", () => {
  const components = import.meta.glob<string>("../src/**/*.svelte", { eager: true, query: "?raw", import: "default" });

  test.each(Object.entries(components))("%s keeps no entry of a list by a text", (_, whole) => {
    expect(listsIn(parse(whole, { modern: true }).fragment).filter((list) => !isSafe(list))).toEqual([]);
  });

  test.each(Object.entries(components))("%s has no text of its own", (_, whole) => {
    expect(textsIn(parse(whole, { modern: true }).fragment).filter((text) => /\p{L}/u.test(text))).toEqual([]);
    expect(whole).not.toMatch(/\p{Script=Hangul}/u);
  });
});
