/** Server-sent events of a POST, which the browser's own EventSource cannot ask for. */

export interface ServerEvent {
  name: string;
  data: unknown;
}

/** Cut a text into its whole events; return them and the rest that is still incomplete. */
export function takeEvents(text: string): { events: ServerEvent[]; rest: string } {
  const blocks = text.split(/\r\n\r\n|\n\n/);
  const rest = blocks.pop() ?? "";
  return { events: blocks.flatMap((block) => eventOf(block)), rest };
}

function eventOf(block: string): ServerEvent[] {
  let name = "message";
  const data: string[] = [];
  for (const line of block.split(/\r\n|\n/)) {
    if (line.startsWith("event:")) name = line.slice(6).trim();
    else if (line.startsWith("data:")) data.push(line.slice(5).replace(/^ /, ""));
  }
  // A block without data is a comment that keeps the connection open.
  return data.length ? [{ name, data: JSON.parse(data.join("\n")) as unknown }] : [];
}

/** Yield the events of a response as they arrive. */
export async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      text += decoder.decode(value, { stream: !done });
      const taken = takeEvents(text);
      yield* taken.events;
      text = taken.rest;
      if (done) return;
    }
  } finally {
    await reader.cancel();
  }
}
