import { describe, expect, test } from "vitest";
import { type InterviewPrep, NoAnswer, NotModified, ProblemError } from "../src/index.js";
import { FakeApi, json, problem } from "./api.js";

const STORED = json({ id: "r", version: 1 }, 201, { ETag: '"v1"' });
const LOST = new TypeError("fetch failed", { cause: Object.assign(new Error("reset"), { code: "ECONNRESET" }) });
const REFUSED = new TypeError("fetch failed", { cause: Object.assign(new Error("refused"), { code: "ECONNREFUSED" }) });

const create = (api: FakeApi) => api.client().createResume({ name: "Ada" });

describe("a call", () => {
  test("waits for an outage with the same key", async () => {
    const api = new FakeApi(problem(503, "DATABASE_UNAVAILABLE", 2), LOST, STORED);

    expect((await create(api)).id).toBe("r");

    const keys = api.header("Idempotency-Key");
    expect(keys[0]).toBeTruthy();
    expect(new Set(keys).size).toBe(1);
    expect(await Promise.all(api.requests.map((request) => request.text()))).toEqual(Array(3).fill('{"name":"Ada"}'));
    expect(api.pauses[0]).toBeGreaterThanOrEqual(2);
    expect(api.pauses[0]).toBeLessThanOrEqual(2.5);
    expect(api.pauses[1]).toBeGreaterThanOrEqual(0.5);
    expect(api.pauses[1]).toBeLessThanOrEqual(1);
  });

  test("has a key of its own", async () => {
    const api = new FakeApi(STORED, STORED);
    await create(api);
    await create(api);

    expect(new Set(api.header("Idempotency-Key")).size).toBe(2);
  });

  test("is given up after four attempts", async () => {
    const api = new FakeApi(...Array(4).fill(problem(503, "DATABASE_UNAVAILABLE")));

    await expect(create(api)).rejects.toThrow("DATABASE_UNAVAILABLE: Because. (status 503, request r-1)");
    expect(api.requests).toHaveLength(4);
  });

  test("does not wait for a quota that resets at midnight", async () => {
    const api = new FakeApi(problem(429, "QUOTA_EXCEEDED", 3600));

    await expect(create(api)).rejects.toMatchObject({ code: "QUOTA_EXCEEDED", retryAfter: 3600, status: 429 });
    expect(api.pauses).toEqual([]);
  });

  test("waits while it is still carried out", async () => {
    const api = new FakeApi(problem(409, "IDEMPOTENCY_IN_PROGRESS", 1), STORED);

    expect((await create(api)).id).toBe("r");
  });

  test.for([
    [409, "JOB_FINISHED"],
    [422, "VALIDATION_FAILED"],
    [404, "RESUME_NOT_FOUND"],
    [500, "INTERNAL_ERROR"],
    [504, "LLM_DEADLINE_EXCEEDED"],
  ] as const)("is not repeated after %i", async ([status, code]) => {
    const api = new FakeApi(problem(status, code));

    await expect(create(api)).rejects.toThrow(ProblemError);
    expect(api.requests).toHaveLength(1);
  });

  test("asks for a token before each request", async () => {
    const api = new FakeApi(problem(503, "DATABASE_UNAVAILABLE", 0), STORED);
    const tokens = ["first", "second"];
    await api.client({ token: () => Promise.resolve(tokens.shift()!) }).createResume({ name: "Ada" });

    expect(api.header("Authorization")).toEqual(["Bearer first", "Bearer second"]);
  });

  test("ends when its caller says so, and is not repeated", async () => {
    const api = new FakeApi(problem(503, "DATABASE_UNAVAILABLE", 1), STORED);
    const stop = new AbortController();
    const client = api.client({ sleep: () => Promise.resolve(stop.abort()) });

    await expect(client.createResume({ name: "Ada" }, { signal: stop.signal })).rejects.toMatchObject({ name: "AbortError" });
    expect(api.requests).toHaveLength(1);
  });

  test("does not wait for ever for an API that is silent", async () => {
    const silent: typeof fetch = (_, request) =>
      new Promise((_resolve, reject) => request!.signal!.addEventListener("abort", () => reject(request!.signal!.reason as Error)));
    const client = new FakeApi().client({ fetch: silent, timeout: 0.02, retries: { attempts: 1 } });

    await expect(client.listResumes()).rejects.toThrow("nothing was heard for 0.02 s");
  });

  test("has a path whose parts cannot be more than one, and a query of what was given", async () => {
    const api = new FakeApi(json({ id: "r" }), json({ items: [] }));
    await api.client().getResume("../jobs?a=b#c");
    await api.client().listResumes({ limit: 3, name: "김 민수" });

    expect(api.requests[0]!.url).toBe("http://api.test/api/v1/resumes/..%2Fjobs%3Fa%3Db%23c");
    expect(api.requests[1]!.url).toBe("http://api.test/api/v1/resumes?limit=3&name=%EA%B9%80+%EB%AF%BC%EC%88%98");
  });

  test("names the version it knows", async () => {
    const api = new FakeApi(json(null, 304), json({ id: "r" }));
    await expect(api.client().getResume("r", { ifNoneMatch: 3 })).rejects.toThrow(NotModified);
    await api.client().patchResume("r", { name: "Ada" }, { ifMatch: '"v3"' });

    expect([api.header("If-None-Match")[0], api.header("If-Match")[1]]).toEqual(['"v3"', '"v3"']);
  });
});

describe("a change that would fail the second time", () => {
  const changes: Record<string, (client: InterviewPrep) => Promise<unknown>> = {
    patch: (client) => client.patchResume("r", { name: "Ada" }),
    delete: (client) => client.deleteResume("r"),
    "replace what it has read": (client) => client.replaceResume("r", { name: "Ada" }, { ifMatch: 1 }),
  };
  const failures = {
    lost: [LOST, false],
    unknown: [problem(503, "DATABASE_UNAVAILABLE"), false],
    killed: [problem(503, "SERVICE_UNREACHABLE"), false],
    "not sent": [REFUSED, true],
    "not read": [problem(503, "UPLOADS_BUSY"), true],
    "too many": [problem(429, "HTTP_429"), true],
  } as const;

  for (const [what, change] of Object.entries(changes)) {
    for (const [when, [failure, again]] of Object.entries(failures)) {
      test(`${what}: ${when}`, async () => {
        const api = new FakeApi(failure, problem(404, "RESUME_NOT_FOUND"));

        await expect(change(api.client())).rejects.toThrow();
        expect(api.requests).toHaveLength(again ? 2 : 1);
      });
    }
  }
});

describe("a failure", () => {
  test("without an answer says what happened", async () => {
    const api = new FakeApi(LOST);

    await expect(api.client({ retries: { attempts: 1 } }).listResumes()).rejects.toThrow(new NoAnswer("fetch failed: reset", true));
  });

  test.for(["Bad Gateway", "[1]"])("of a proxy is a problem too: %s", async (body) => {
    const api = new FakeApi(() => new Response(body, { status: 502, headers: { "X-Request-ID": "r-9", "Retry-After": "Mon" } }));

    await expect(create(api)).rejects.toMatchObject({ code: "HTTP_502", requestId: "r-9", retryAfter: null });
  });

  test("that is ours is not taken for the network's", async () => {
    const api = new FakeApi(new SyntaxError("ours"));

    await expect(create(api)).rejects.toThrow(SyntaxError);
    expect(api.requests).toHaveLength(1);
  });
});
