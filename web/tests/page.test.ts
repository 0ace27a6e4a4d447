/** What the page does where a browser has less than usual: no storage, no HTTPS. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
  vi.useRealTimers();
});

describe("where storage is forbidden", () => {
  beforeEach(() => {
    // `localStorage` throws as soon as it is named, and so does this.
    Object.defineProperty(globalThis, "localStorage", {
      configurable: true,
      get: () => {
        throw new DOMException("forbidden", "SecurityError");
      },
    });
  });
  afterEach(() => {
    Reflect.deleteProperty(globalThis, "localStorage");
  });

  test("values are kept until the page is closed, and can be forgotten", async () => {
    const { forgetAll, remembered } = await import("../src/lib/remembered.svelte");
    const kept = remembered("pasted", "");

    kept.value = "text";
    expect(kept.value).toBe("text");
    kept.forget();
    expect(kept.value).toBe("");
    expect(() => forgetAll()).not.toThrow();
  });
});

test("ids are random UUIDs without HTTPS, where crypto.randomUUID is missing", async () => {
  const { getRandomValues } = crypto;
  vi.stubGlobal("crypto", { getRandomValues: getRandomValues.bind(crypto) });
  const { newKey } = await import("../src/api/client");

  expect(newKey()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(newKey()).not.toBe(newKey());
});

test("a downloaded file is there for as long as the browser reads it", async () => {
  vi.useFakeTimers();
  vi.stubGlobal("document", { createElement: () => ({ click: () => undefined }) });
  vi.stubGlobal("fetch", () => Promise.resolve(new Response("BEGIN:VCALENDAR")));
  const revoked = vi.spyOn(URL, "revokeObjectURL");
  const { download } = await import("../src/api/download");

  await download("/api/v1/learning/reviews/export", "text/calendar", "reviews.ics");

  vi.advanceTimersByTime(10_000);
  expect(revoked).not.toHaveBeenCalled();
  vi.advanceTimersByTime(60_000);
  expect(revoked).toHaveBeenCalledOnce();
});

describe("going on", () => {
  beforeEach(() => {
    vi.stubGlobal("location", { pathname: "/" });
    vi.stubGlobal("history", { pushState: () => undefined, replaceState: () => undefined });
    vi.stubGlobal("addEventListener", () => undefined);
    vi.stubGlobal("scrollTo", () => undefined);
  });

  test("what ends while its view is shown leads on", async () => {
    const { onward, router } = await import("../src/lib/router.svelte");
    const ended = onward();

    ended({ view: "session", id: "1" });

    expect(router.route).toEqual({ view: "session", id: "1" });
  });

  test("what ends late does not take anybody away from where they went", async () => {
    const { go, onward, router } = await import("../src/lib/router.svelte");
    const late = onward();
    go({ view: "settings" });

    late({ view: "session", id: "1" });

    expect(router.route).toEqual({ view: "settings" });
  });
});

describe("readings that are not stored yet", () => {
  const reading = { resume: { name: "A" } } as never;

  test("are kept beside each other, and one that comes back replaces none", async () => {
    const { drafts, originals } = await import("../src/lib/draft.svelte");
    const first = drafts.add({ name: "first.txt", text: "1", reading }, new Blob(["1"]));
    const discarded = drafts.of(first)!;
    drafts.remove(first);
    const second = drafts.add({ name: "second.txt", text: "2", reading }, new Blob(["2"]));
    drafts.restore(discarded);
    drafts.change({ ...drafts.of(second)!, text: "changed" });

    expect(drafts.all.map(({ text }) => text)).toEqual(["1", "changed"]);
    expect(originals.of(first)?.size).toBe(1);
    originals.forget(first);
    expect(originals.of(first)).toBeNull();
  });
});
