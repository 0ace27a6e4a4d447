import { describe, expect, test } from "vitest";
import { eventsOf, takeEvents } from "../src/api/events";

function streamOf(...chunks: Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
}

describe("events of a stream", () => {
  test("an incomplete event waits for its rest", () => {
    const { events, rest } = takeEvents('id: 1\nevent: question\ndata: {"id":1}\n\nevent: question\nda');

    expect(events).toEqual([{ name: "question", data: { id: 1 } }]);
    expect(rest).toBe("event: question\nda");
  });

  test("comments and line endings of any kind are understood", () => {
    const { events } = takeEvents(': still here\n\nevent: progress\r\ndata: {"a":\r\ndata: 1}\r\n\r\n');

    expect(events).toEqual([{ name: "progress", data: { a: 1 } }]);
  });

  test("a character that is cut between two chunks stays whole", async () => {
    const bytes = new TextEncoder().encode('event: question\ndata: "이력서"\n\n');
    const found = [];
    for await (const event of eventsOf(streamOf(bytes.slice(0, 25), bytes.slice(25)))) found.push(event.data);

    expect(found).toEqual(["이력서"]);
  });
});
