import { describe, expect, test } from "vitest";
import { shownText, textOf, valid, valueOf } from "../src/lib/fields";

describe("a field of the résumé", () => {
  test("stands for a text, a list or a whole number", () => {
    expect(valueOf("line", " Kim ")).toBe(" Kim ");
    expect(valueOf("line", "  ")).toBeUndefined();
    expect(valueOf("words", "Java, , Kotlin,")).toEqual(["Java", "Kotlin"]);
    expect(valueOf("lines", "one\n\ntwo, still two")).toEqual(["one", "two, still two"]);
    expect(valueOf("number", " 5 ")).toBe(5);
  });

  test.each(["five", "5명", "0", "-1", "2.5", "1e3", "9999999"])("%s is no number of people, and nothing is stored for it", (text) => {
    expect(valid("number", text)).toBe(false);
    expect(valueOf("number", text)).toBeUndefined();
  });

  test("an empty number is allowed, and other shapes allow anything", () => {
    expect(valid("number", " ")).toBe(true);
    expect(valid("line", "5명")).toBe(true);
  });

  test("what is shown can be read back", () => {
    expect(valueOf("words", textOf("words", ["a", "b"]))).toEqual(["a", "b"]);
    expect(textOf("number", 7)).toBe("7");
    expect(textOf("line", null)).toBe("");
  });

  test("what is being written stays as it is until the value comes from elsewhere", () => {
    expect(shownText("words", ["Java"], "Java, ")).toBe("Java, ");
    expect(shownText("number", undefined, "5명")).toBe("5명");
    expect(shownText("words", ["Java", "Go"], "Java, ")).toBe("Java, Go");
    expect(shownText("words", ["Java"], null)).toBe("Java");
  });
});
