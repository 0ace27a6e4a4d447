import { describe, expect, test } from "vitest";
import { ProblemError, StreamCut } from "../src/index.js";
import { EventDecoder, type RawEvent } from "../src/streams.js";
import { all, FakeApi, json, problem, sent, stream } from "./api.js";

const BEGUN = [sent("progress", { done: 0 }, 1), sent("item", { id: "i", description: "한글" }, 2)];
const OTHER = sent("item", { id: "k" }, 3);
const END = sent("cancelled", { id: "j" }, 4);
const FAILED = sent("failed", { status: 503, code: "LLM_UNAVAILABLE", detail: "None." }, 5);
const REFUSED = new TypeError("fetch failed", { cause: Object.assign(new Error("refused"), { code: "ECONNREFUSED" }) });

const followed = async (api: FakeApi, lastEventId?: string) =>
  (await all(api.client().followJobOfLearning("j", { lastEventId: lastEventId ?? null }))).map(({ name, id }) => [name, id]);

describe("a job", () => {
  test("is followed over broken connections without a gap or a repeat", async () => {
    const outage = problem(503, "SERVICE_UNREACHABLE", 1);
    const api = new FakeApi(stream(BEGUN), outage, REFUSED, stream([OTHER, END], { whole: true }));

    expect(await followed(api)).toEqual([
      ["progress", "1"],
      ["item", "2"],
      ["item", "3"],
      ["cancelled", "4"],
    ]);
    expect(api.header("Last-Event-ID")).toEqual([null, "2", "2", "2"]);
    expect(api.header("Accept")).toEqual(Array(4).fill("text/event-stream"));
  });

  test("goes on after the event that it is told", async () => {
    const api = new FakeApi(json(null, 204));

    expect(await followed(api, "17")).toEqual([]);
    expect(api.header("Last-Event-ID")).toEqual(["17"]);
  });

  test("that tells nothing is given up", async () => {
    const api = new FakeApi(...Array(4).fill(stream([], { whole: true })));

    await expect(followed(api)).rejects.toThrow(StreamCut);
    expect(api.requests).toHaveLength(4);
  });

  test("has patience anew with each event", async () => {
    const pieces = Array.from({ length: 8 }, (_, number) => sent("progress", { done: number }, number + 1));
    const api = new FakeApi(...pieces.map((piece) => stream([piece])), stream([END], { whole: true }));

    expect(await followed(api)).toHaveLength(9);
  });

  test("that failed throws, and is not repeated", async () => {
    const api = new FakeApi(stream([...BEGUN, FAILED]));

    await expect(followed(api)).rejects.toMatchObject({ code: "LLM_UNAVAILABLE", status: 503 });
    expect(api.requests).toHaveLength(1);
  });

  test("may tell what this version does not know", async () => {
    const api = new FakeApi(stream([sent("mood", {}, 1), END], { whole: true }));

    expect(await followed(api)).toEqual([["cancelled", "4"]]);
  });
});

describe("a stream of a request", () => {
  test("is repeated with its key and answered with the stored whole", async () => {
    const api = new FakeApi(stream([sent("progress", {}, 1)]), json({ id: "s" }, 201));
    const told = await all(api.client().streamQuestions("r", { count: 1 }));

    expect(told.map(({ name }) => name)).toEqual(["progress", "completed"]);
    expect(new Set(api.header("Idempotency-Key")).size).toBe(1);
    expect(api.header("Last-Event-ID")).toEqual([null, null]);
  });

  test("delivers nothing twice", async () => {
    const api = new FakeApi(stream(BEGUN), stream([...BEGUN, OTHER, FAILED]));
    const seen: (string | null)[] = [];
    const reading = async () => {
      for await (const { id } of api.client().streamLearningPath("r")) seen.push(id);
    };

    await expect(reading()).rejects.toThrow(ProblemError);
    expect(seen).toEqual(["1", "2", "1", "3"]);
  });

  test("that nobody reads on is cancelled", async () => {
    let cancelled = false;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode(BEGUN.join(""))),
      cancel: () => void (cancelled = true),
    });
    const api = new FakeApi(() => new Response(body, { headers: { "Content-Type": "text/event-stream" } }));
    for await (const event of api.client().streamLearningPath("r")) {
      expect(event.name).toBe("progress");
      break;
    }

    expect(cancelled).toBe(true);
  });
});

test.for(["\n", "\r\n"])("pieces of a stream do not matter", (newline) => {
  const text = `${BEGUN[0]}: still here\n\n${BEGUN[1]}data: one\ndata: two\n\n`.replaceAll("\n", newline);
  const bytes = new TextEncoder().encode(text);
  for (let size = 1; size <= bytes.length; size += 1) {
    const decoder = new EventDecoder();
    const events: RawEvent[] = [];
    for (let start = 0; start < bytes.length; start += size) events.push(...decoder.feed(bytes.slice(start, start + size)));

    expect(events.map(({ name, id }) => [name, id])).toEqual([
      ["progress", "1"],
      ["item", "2"],
      ["message", "2"],
    ]);
    expect(events[1]!.data).toContain("한글");
    expect(events[2]!.data).toBe("one\ntwo");
  }
});
