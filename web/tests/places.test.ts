import { describe, expect, test } from "vitest";
import { languageOf } from "../src/lib/lang";
import { stepsOf, textsIn, valueAt, withoutEmpty, withValueAt } from "../src/lib/pointer";
import { corner, polygon } from "../src/lib/radar";
import { changed, stretches, toggled } from "../src/lib/roadmap";
import { pieces, placeOf } from "../src/lib/spans";

describe("the language of a text", () => {
  test("is that of most of its words", () => {
    expect([languageOf("Kafka로 옮겼습니다"), languageOf("Moved to Kafka"), languageOf("Java", "네 명", "캐시")]).toEqual(["ko", "en", "ko"]);
  });

  test("of a document is that of what it says, whatever its fields are called", () => {
    const resume = { work_experiences: [{ company: "누리", position: null, team_size: 4, achievements: ["캐시"] }] };

    expect(textsIn(resume)).toEqual(["누리", "캐시"]);
    expect(languageOf(...textsIn(resume))).toBe("ko");
  });
});

describe("spans", () => {
  test("are counted in code points, as the API counts", () => {
    const cut = pieces("👍 제가 정했습니다", [{ start: 2, end: 4, what: "own" }]);

    expect(cut.map(({ text }) => text)).toEqual(["👍 ", "제가", " 정했습니다"]);
    expect(cut[1]?.marks).toEqual(["own"]);
  });

  test("may overlap and reach beyond the text", () => {
    const cut = pieces("abcdef", [
      { start: 0, end: 4, what: 1 },
      { start: 2, end: 99, what: 2 },
    ]);

    expect(cut).toEqual([
      { text: "ab", marks: [1] },
      { text: "cd", marks: [1, 2] },
      { text: "ef", marks: [2] },
    ]);
  });

  test("a text without marks is one piece, an empty one none", () => {
    expect(pieces("abc", [])).toEqual([{ text: "abc", marks: [] }]);
    expect(pieces("", [{ start: 0, end: 1, what: 1 }])).toEqual([]);
  });

  test("a quote is found after an emoji", () => {
    expect(placeOf("🚀 Redis 캐시", "Redis")).toEqual({ start: 2, end: 7 });
    expect(placeOf("Redis", "Kafka")).toBeNull();
    expect(placeOf("Redis", "")).toBeNull();
  });
});

describe("pointers", () => {
  const document = { jobs: [{ "a/b": 1, "c~d": 2 }] };

  test("find and replace without changing the original", () => {
    expect(stepsOf("/jobs/0/a~1b")).toEqual(["jobs", "0", "a/b"]);
    expect(valueAt(document, "/jobs/0/c~0d")).toBe(2);
    expect(valueAt(document, "/jobs/1/x")).toBeUndefined();
    expect(withValueAt(document, "/jobs/0/a~1b", 5)).toEqual({ jobs: [{ "a/b": 5, "c~d": 2 }] });
    expect(withValueAt(document, "/none/deep", 5)).toEqual(document);
    expect(document.jobs[0]?.["a/b"]).toBe(1);
  });

  test("what a form leaves empty is dropped, a zero is not", () => {
    expect(withoutEmpty({ name: "A", summary: " ", jobs: [{}, { size: 0, list: [] }], extra: { a: [] } })).toEqual({
      name: "A",
      jobs: [{ size: 0 }],
      extra: { a: [] },
    });
  });
});

describe("pictures", () => {
  test("the first axis points up", () => {
    const { x, y } = corner(0, 6, 1, 100);
    expect(x).toBeCloseTo(0);
    expect(y).toBeCloseTo(-100);
    expect(polygon([{ x: 1, y: 2.345 }])).toBe("1.00,2.35");
  });

  test("an item stretches from its first week to its last", () => {
    const weeks = [
      { week: 1, shares: [{ item_id: "a", hours: 8 }] },
      { week: 2, shares: [{ item_id: "a", hours: 2 }, { item_id: "b", hours: 6 }] },
    ];
    const path = { items: [{ id: "a" }, { id: "b" }, { id: "c" }], schedule: { weeks } };

    expect(stretches(path as Parameters<typeof stretches>[0])).toEqual([
      { id: "a", first: 1, last: 2 },
      { id: "b", first: 2, last: 2 },
    ]);
  });

  test("a tick is set and taken away", () => {
    expect(toggled([2], 0)).toEqual([0, 2]);
    expect(toggled([0, 2], 2)).toEqual([0]);
  });

  test("a tick stays while the answer to the one before it arrives", () => {
    const item = { id: "a", milestones: ["x", "y"], milestones_done: [0], progress_percent: 50, note: null };
    const path = { id: "p", items: [item, { ...item, id: "b" }] } as unknown as Parameters<typeof changed>[0];
    const tick = { pathId: "p", itemId: "a", milestones_done: [0, 1] };

    const shown = changed(path, [tick, { pathId: "p", itemId: "b", note: "later" }, { ...tick, pathId: "other", milestones_done: [] }]);

    expect(shown.items.map((one) => [one.milestones_done, one.progress_percent, one.note])).toEqual([
      [[0, 1], 100, null],
      [[0], 50, "later"],
    ]);
  });
});
