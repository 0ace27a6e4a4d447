import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type FakeBrowser, load } from "./browser";

let browser: FakeBrowser;
beforeEach(() => {
  vi.useFakeTimers();
  browser = load();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const removing = async (remove: () => Promise<unknown>) => {
  const undo = await import("../src/lib/undo.svelte");
  const { Failure } = await import("../src/api/problem");
  undo.later({ text: "it", hides: "1", remove });
  const id = undo.removals.waiting[0]!.id;
  return { ...undo, Failure, id };
};

describe("removals", () => {
  test("hide what was removed for good", async () => {
    const { removals } = await removing(() => Promise.resolve());
    expect(removals.hides("1")).toBe(true);

    await vi.advanceTimersByTimeAsync(60_000);

    expect([removals.waiting.length, removals.hides("1")]).toEqual([0, true]);
  });

  test("show again what was taken back", async () => {
    const remove = vi.fn(() => Promise.resolve());
    const { removals, undo, id } = await removing(remove);

    undo(id);
    await vi.advanceTimersByTimeAsync(60_000);

    expect(removals.hides("1")).toBe(false);
    expect(remove).not.toHaveBeenCalled();
  });

  test("that fail say so, show again what is still there, and can be tried again", async () => {
    const remove = vi.fn<() => Promise<unknown>>();
    const { removals, carryOut, again, Failure, id } = await removing(remove);
    remove.mockRejectedValueOnce(new Failure("DATABASE_UNAVAILABLE", "", 503)).mockResolvedValueOnce(null);

    await carryOut(id);
    expect(removals.failed.map(({ failure }) => failure.code)).toEqual(["DATABASE_UNAVAILABLE"]);
    expect(removals.hides("1")).toBe(false);

    await again(id);
    expect([removals.failed.length, removals.hides("1")]).toEqual([0, true]);
  });

  test("of what somebody else has removed are done", async () => {
    const remove = vi.fn<() => Promise<unknown>>();
    const { removals, carryOut, Failure, id } = await removing(remove);
    remove.mockRejectedValueOnce(new Failure("RESUME_NOT_FOUND", "", 404));

    await carryOut(id);

    expect([removals.failed.length, removals.hides("1")]).toEqual([0, true]);
  });

  test("wait while somebody points at them, and from the beginning afterwards", async () => {
    const remove = vi.fn(() => Promise.resolve());
    const { hold, release } = await removing(remove);
    await vi.advanceTimersByTimeAsync(7_000);

    hold();
    await vi.advanceTimersByTimeAsync(60_000);
    release();
    await vi.advanceTimersByTimeAsync(7_000);
    expect(remove).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(remove).toHaveBeenCalledOnce();
  });

  test("do not wait for ever when the one that was pointed at is gone", async () => {
    const remove = vi.fn(() => Promise.resolve());
    const { hold, later, removals, undo } = await removing(remove);
    later({ text: "other", remove: () => Promise.resolve() });
    hold();

    undo(removals.waiting[1]!.id);
    await vi.advanceTimersByTimeAsync(9_000);

    expect(remove).toHaveBeenCalledOnce();
  });

  test("begin before the page that is being left is gone", async () => {
    const remove = vi.fn(() => Promise.resolve());
    await removing(remove);

    browser.happens("pagehide");

    expect(remove).toHaveBeenCalledOnce();
  });
});
