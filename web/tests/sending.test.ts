import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type FakeBrowser, events, json, load } from "./browser";

let browser: FakeBrowser;
beforeEach(() => {
  browser = load();
});
afterEach(() => {
  vi.unstubAllGlobals();
});

describe("a request that is carried out once", () => {
  test("keeps its key while it asks for the same and nobody knows what came of it", async () => {
    const { Once } = await import("../src/lib/once");
    const { Failure, UNREACHABLE } = await import("../src/api/problem");
    const once = new Once<{ minutes: number }>();
    const first = once.request({ minutes: 15 });

    once.settle(new Failure(UNREACHABLE, "", 0));
    expect(once.request({ minutes: 15 }).key).toBe(first.key);
    once.settle(new Failure("DATABASE_UNAVAILABLE", "", 503));
    expect(once.request({ minutes: 15 }).key).toBe(first.key);
    once.settle(new Failure("IDEMPOTENCY_IN_PROGRESS", "", 409));
    expect(once.request({ minutes: 15 }).key).toBe(first.key);
  });

  test("has a new key for something else, after an answer and after a refusal", async () => {
    const { Once } = await import("../src/lib/once");
    const { Failure } = await import("../src/api/problem");
    const once = new Once<{ minutes: number }>();
    const keys = [once.request({ minutes: 15 }).key, once.request({ minutes: 20 }).key];

    once.settle(null);
    keys.push(once.request({ minutes: 20 }).key);
    once.settle(new Failure("CREATED_THING_GONE", "", 404));
    keys.push(once.request({ minutes: 20 }).key);

    expect(new Set(keys).size).toBe(4);
  });

  test("is sent as it was after a reload", async () => {
    const { Once } = await import("../src/lib/once");
    const { remembered } = await import("../src/lib/remembered.svelte");
    const same = (one: { text: string }, other: { text: string }) => one.text === other.text;
    const first = new Once(remembered("one", null), same).request({ text: "a", seconds: 5 } as { text: string });

    browser = load(browser);
    const again = await import("../src/lib/remembered.svelte");
    const kept = again.remembered<{ key: string; body: { text: string } } | null>("one", null);

    expect(new Once(kept, same).request({ text: "a", seconds: 60 } as { text: string })).toEqual(first);
  });
});

describe("attempts", () => {
  test("never throw, and what the page itself did wrong is in the console", async () => {
    const { attempt, Loaded } = await import("../src/lib/loading.svelte");
    const { UNEXPECTED } = await import("../src/api/problem");
    const complaints = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const fault = new SyntaxError("no JSON");

    const failure = await attempt(() => Promise.reject(fault));
    const loaded = new Loaded(() => Promise.reject(fault));
    await vi.waitFor(() => expect(loaded.loading).toBe(false));

    expect(failure?.code).toBe(UNEXPECTED);
    expect(loaded.failure?.code).toBe(UNEXPECTED);
    expect(complaints).toHaveBeenCalledWith(fault);
    complaints.mockRestore();
  });

  test("say nothing about what the person stopped", async () => {
    const { attempt } = await import("../src/lib/loading.svelte");

    expect(await attempt(() => Promise.reject(new DOMException("", "AbortError")))).toBeNull();
  });
});

describe("runs", () => {
  const run = async () => {
    const { runOf } = await import("../src/lib/run.svelte");
    return runOf<{ id: number }, { id: string }>("questions.1", "/questions", "question");
  };

  test("that failed do not begin again by themselves, and can be tried again", async () => {
    browser.answers(events(["failed", { code: "LLM_UNAVAILABLE", status: 503, detail: "" }]), events(["completed", { id: "a" }]));
    const made = await run();
    await made.make({ count: 5 });
    expect(made.failure?.code).toBe("LLM_UNAVAILABLE");

    const reloaded = load(browser);
    await run();
    expect(reloaded.sent).toEqual([]);

    vi.stubGlobal("fetch", () => Promise.resolve(events(["completed", { id: "a" }])()));
    await made.again();
    expect(made.whole).toEqual({ id: "a" });
  });

  test("whose outcome nobody knows go on after a reload, with the same key", async () => {
    browser.answers(events(["question", { id: 1 }]));
    const made = await run();
    await made.make({ count: 5 });

    const reloaded = load(browser);
    await run();
    await vi.waitFor(() => expect(reloaded.sent).toEqual(browser.sent));
  });

  test("that are still being made elsewhere are not given up", async () => {
    browser.answers(json({ code: "IDEMPOTENCY_IN_PROGRESS", status: 409, detail: "" }, 409));
    const made = await run();
    await made.make({ count: 5 });
    expect(made.failure?.code).toBe("IDEMPOTENCY_IN_PROGRESS");

    const reloaded = load(browser);
    await run();
    await vi.waitFor(() => expect(reloaded.sent).toEqual(browser.sent));
  });

  test("an unexpected answer does not leave them running", async () => {
    const complaints = vi.spyOn(console, "error").mockImplementation(() => undefined);
    browser.answers(() => new Response("event: question\ndata: {\n\n", { headers: { "Content-Type": "text/event-stream" } }));
    const made = await run();
    await made.make({});

    expect(made.running).toBe(false);
    expect(made.failure).not.toBeNull();
    complaints.mockRestore();
  });

  test("hand out what they made once, however they were begun", async () => {
    browser.answers(events(), events(["completed", { id: "a" }]));
    const made = await run();
    await made.make({});
    expect(made.takeNew()).toBeNull();

    await made.again();

    expect(made.takeNew()).toEqual({ id: "a" });
    expect(made.takeNew()).toBeNull();
  });

  test("are all stopped and kept nowhere", async () => {
    const { stopAll } = await import("../src/lib/run.svelte");
    const made = await run();
    const endless = vi.fn((_: string, { signal }: { signal: AbortSignal }) =>
      new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error))),
    );
    vi.stubGlobal("fetch", endless);
    const making = made.make({});
    await vi.waitFor(() => expect(endless).toHaveBeenCalled());
    expect(browser.kept.size).toBe(1);

    stopAll();
    expect(browser.kept.size).toBe(0);
    await making;

    expect([made.running, made.failure, browser.kept.size]).toEqual([false, null, 0]);
  });
});

describe("answers", () => {
  const asked = { id: "q1", question: "Why Kafka?" };
  const session = (change: object = {}) => ({
    ...{ id: "s", state: "running", mode: "practice", ran_seconds: 100, remaining_seconds: 800, current_question: asked },
    ...change,
  });
  const answered = { id: "a1", evaluation: null, session: session({ current_question: { id: "q2", question: "And then?" } }) };
  const failed = { code: "LLM_UNAVAILABLE", status: 503, detail: "" };

  const practising = async (first: object = session()) => {
    browser.answers(json(first));
    const { Practising } = await import("../src/lib/practising.svelte");
    const here = new Practising("s");
    await vi.waitFor(() => expect(here.session).not.toBeNull());
    browser.sent.length = 0;
    return here;
  };

  test("that are sent again with other words have another key", async () => {
    const here = await practising();
    await here.answer("first");
    await here.answer("first");
    await here.answer("second");

    const [one, same, other] = browser.sent;
    expect(same).toEqual(one);
    expect(other?.key).not.toBe(one?.key);
  });

  test("are another attempt once they are stored, also if the evaluation failed", async () => {
    const here = await practising();
    browser.answers(events(["answer", answered], ["failed", failed]), json(session()));
    await here.answer("first");
    expect([here.feedback?.answer?.id, here.canRepeat]).toEqual(["a1", false]);
    await here.move({ question_id: "q1" });
    browser.answers(events(["completed", answered]));
    await here.answer("first");

    expect(browser.sent[2]?.key).not.toBe(browser.sent[0]?.key);
    expect([...browser.kept.keys()]).toEqual(["prep.session"]);
  });

  test("that another window has overtaken are not sent for ever", async () => {
    const here = await practising();
    browser.answers(
      json({ code: "QUESTION_NOT_CURRENT", detail: "" }, 409),
      json(session({ current_question: { id: "q2", question: "And then?" } })),
    );
    await here.answer("first");

    expect(here.session?.current_question?.id).toBe("q2");
    expect([here.failure?.code, here.canRepeat]).toEqual(["QUESTION_NOT_CURRENT", false]);
  });

  test("take as long as the session ran", async () => {
    const now = vi.spyOn(performance, "now").mockReturnValue(0);
    const here = await practising();
    now.mockReturnValue(10_000);
    browser.answers(json(session({ state: "paused", ran_seconds: 110 })));
    await here.move({ state: "paused" });
    now.mockReturnValue(900_000);
    browser.answers(json(session({ ran_seconds: 110 })));
    await here.move({ state: "running" });
    now.mockReturnValue(905_000);
    browser.answers(events(["completed", answered]));
    await here.answer("first");

    expect(browser.sent.at(-1)?.body).toMatchObject({ seconds: 15 });
    now.mockRestore();
  });

  test("say no more than the API accepts, however long somebody thought", async () => {
    const now = vi.spyOn(performance, "now").mockReturnValue(0);
    const here = await practising();
    now.mockReturnValue(90_000_000);
    await here.answer("first");

    expect(browser.sent.at(-1)?.body).toMatchObject({ seconds: 7200 });
    now.mockRestore();
  });
});
