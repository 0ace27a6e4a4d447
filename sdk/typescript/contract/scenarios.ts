import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { etagOf, type InterviewPrep, NotModified, ProblemError, requestIdOf } from "../src/index.js";

const examples = new URL("../../../docs/examples/", import.meta.url);
const text = readFileSync(new URL("resume.txt", examples));
const example = JSON.parse(readFileSync(new URL("resume.json", examples), "utf8")) as { name: string; summary: string };

const ANSWER = "제가 캐시 만료를 5분으로 정했습니다.";

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** Return the problem that a call must throw. */
async function problem(call: Promise<unknown>): Promise<ProblemError> {
  const thrown = await call.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(thrown instanceof ProblemError)) throw new Error(`no problem but ${String(thrown)}`);
  return thrown;
}

async function running(api: InterviewPrep) {
  const resume = await api.createResume(example);
  const session = await api.createSession(resume.id, { questions: { count: 3 }, follow_ups: 0 });
  const started = await api.changeSession(session.id, { state: "running" }, { ifMatch: session.version });
  if (!started.current_question) throw new Error("a running session asks something");
  return { id: session.id, resumeId: resume.id, question: started.current_question };
}

/** What a client must be able to do: the names of `sdk/scenarios.json`, which the Python client has as well. */
export const SCENARIOS: Record<string, (api: InterviewPrep) => Promise<void>> = {
  async reads_a_document_without_storing_it(api) {
    const read = await api.importResume(text, { dry_run: true });
    expect([read.resume.name, read.source, read.missing]).toEqual(["김민수", "rule_based", []]);
    expect((await api.listResumes()).items).toEqual([]);
  },

  async imports_a_document(api) {
    const imported = await api.importResume(text, { keep_original: true });
    const stored = await all(api.iterResumes());
    expect(stored.map(({ name }) => name)).toEqual([imported.resume.name]);
    expect(Buffer.from(await api.getOriginal(stored[0]!.id)).equals(text)).toBe(true);
  },

  async is_told_why_a_document_is_refused(api) {
    const { status, code } = await problem(api.importResume(new TextEncoder().encode(" ")));
    expect([status, code]).toEqual([422, "EMPTY_DOCUMENT"]);
  },

  async creates_and_reads_a_resume(api) {
    const created = await api.createResume(example);
    const read = await api.getResume(created.id);
    expect(read).toEqual(created);
    expect(etagOf(read)).toBe(`"v${read.version}"`);
    expect(requestIdOf(read)).toBeTruthy();
  },

  async creates_a_resume_from_a_model(api) {
    const job = { company: "Analytical Engines", achievements: ["Cut the run time by 40 %"] };
    const created = await api.createResume({ name: "Ada Byron", work_experiences: [job] });
    expect(created.work_experiences?.[0]?.company).toBe("Analytical Engines");
  },

  async is_told_which_part_is_invalid(api) {
    const refused = await problem(api.createResume({ ...example, name: 1 as unknown as string }));
    expect(refused.errors.map(({ pointer }) => pointer)).toEqual(["/name"]);
    expect(refused.requestId).toBeTruthy();
  },

  async does_not_read_twice_what_has_not_changed(api) {
    const created = await api.createResume(example);
    await expect(api.getResume(created.id, { ifNoneMatch: etagOf(created)! })).rejects.toThrow(NotModified);
    expect((await api.getResume(created.id, { ifNoneMatch: created.version + 1 })).id).toBe(created.id);
  },

  async changes_only_what_it_has_read(api) {
    const created = await api.createResume(example);
    const changed = await api.patchResume(created.id, { summary: null, name: "이영희" }, { ifMatch: created.version });
    expect([changed.name, changed.summary ?? null, changed.version]).toEqual(["이영희", null, 2]);
    const stale = await problem(api.patchResume(created.id, { name: "박철수" }, { ifMatch: created.version }));
    expect(stale.status).toBe(412);
  },

  async replaces_a_resume_and_finds_its_versions(api) {
    const created = await api.createResume(example);
    const replaced = await api.replaceResume(created.id, { ...example, name: "이영희" }, { ifMatch: etagOf(created)! });
    expect((await api.listVersions(created.id)).items.map(({ version }) => version)).toEqual([2, 1]);
    expect((await api.getVersion(created.id, "1")).name).toBe(created.name);
    expect(replaced.name).toBe("이영희");
  },

  async lists_all_pages(api) {
    const created: string[] = [];
    for (let number = 0; number < 5; number += 1) {
      created.unshift((await api.createResume({ ...example, name: `Person ${number}` })).id);
    }
    expect((await all(api.iterResumes({ limit: 2 }))).map(({ id }) => id)).toEqual(created);
  },

  async searches(api) {
    const found = await api.createResume(example);
    await api.createResume({ name: "Ada Byron", summary: "Mathematics" });
    expect((await all(api.iterResumes({ skill: "Kafka" }))).map(({ id }) => id)).toEqual([found.id]);
    expect((await all(api.iterResumes({ q: "mathematics" }))).map(({ name }) => name)).toEqual(["Ada Byron"]);
  },

  async exports_a_resume(api) {
    const created = await api.createResume(example);
    const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
    const exported = JSON.parse(decode(await api.exportResume(created.id))) as { basics: { name: string } };
    expect(exported.basics.name).toBe(created.name);
    expect(decode(await api.exportResume(created.id, { format: "markdown" }))).toContain(created.name);
  },

  async repeats_a_request_without_making_a_second_thing(api) {
    const first = await api.createResume(example, { idempotencyKey: "once" });
    expect(await api.createResume(example, { idempotencyKey: "once" })).toEqual(first);
    const other = await problem(api.createResume({ ...example, name: "이영희" }, { idempotencyKey: "once" }));
    expect([other.status, other.code]).toEqual([422, "IDEMPOTENCY_KEY_REUSED"]);
  },

  async makes_questions(api) {
    const resume = await api.createResume(example);
    const made = await api.createQuestions(resume.id, { count: 3, language: "en" });
    expect([made.questions.length, made.language, made.generation.source]).toEqual([3, "en", "rule_based"]);
    expect(made.questions.every(({ evidence }) => evidence[0]?.quote)).toBe(true);
    expect(await api.getQuestionSet(made.id)).toEqual(made);
  },

  async makes_questions_with_nothing_but_a_resume(api) {
    const resume = await api.createResume(example);
    expect((await api.createQuestions(resume.id)).questions).toHaveLength(5);
  },

  async watches_questions_appear(api) {
    const resume = await api.createResume(example);
    const seen: unknown[] = [];
    let whole: { questions: unknown[] } | null = null;
    for await (const event of api.streamQuestions(resume.id, { count: 2 })) {
      if (event.name === "question") seen.push(event.data);
      else if (event.name === "completed") whole = event.data;
    }
    expect(seen).toHaveLength(2);
    expect(whole?.questions).toEqual(seen);
  },

  async lists_and_deletes_question_sets(api) {
    const resume = await api.createResume(example);
    const first = await api.createQuestions(resume.id, { count: 1 });
    const second = await api.createQuestions(resume.id, { count: 1 });
    await api.deleteQuestionSet(first.id);
    expect((await all(api.iterQuestionSets(resume.id, { limit: 1 }))).map(({ id }) => id)).toEqual([second.id]);
    expect((await problem(api.getQuestionSet(first.id))).status).toBe(404);
  },

  async follows_a_job_again_where_it_stopped(api) {
    const resume = await api.createResume(example);
    const job = await api.startQuestions(resume.id, { count: 2 });
    const told = await all(api.followJobOfInterview(job.id));
    const names = told.map(({ name }) => name).filter((name) => name !== "progress");
    expect(names).toEqual(["question", "question", "completed"]);
    expect(await all(api.followJobOfInterview(job.id, { lastEventId: told[2]!.id }))).toEqual(told.slice(3));
    expect(await all(api.followJobOfInterview(job.id, { lastEventId: told.at(-1)!.id }))).toEqual([]);
  },

  async finds_what_a_job_made(api) {
    const resume = await api.createResume(example);
    const job = await api.startLearningPath(resume.id, { count: 3 });
    const told = await all(api.followJobOfLearning(job.id));
    const ended = await api.getJobOfLearning(job.id);
    expect(ended.state).toBe("succeeded");
    expect(await api.getLearningPath(ended.result_id!)).toEqual(told.at(-1)!.data);
    expect((await all(api.iterJobsOfLearning({ state: "succeeded" }))).map(({ id }) => id)).toEqual([job.id]);
    expect((await problem(api.cancelJobOfLearning(job.id))).code).toBe("JOB_FINISHED");
  },

  async practises(api) {
    const { id, question } = await running(api);
    const answered = await api.createAnswer(id, { question_id: question.id, text: ANSWER });
    const names = answered.evaluation?.dimensions.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["content", "clarity"]));
    expect((await api.listAnswers(id)).items.map((answer) => answer.id)).toEqual([answered.id]);
  },

  async watches_an_answer_being_judged(api) {
    const { id, question } = await running(api);
    const told = await all(api.streamAnswer(id, { question_id: question.id, text: ANSWER }));
    const names = told.map(({ name }) => name);
    expect([names[0], names.at(-1)]).toEqual(["answer", "completed"]);
    expect(names).toContain("dimension");
  },

  async reads_a_report_in_each_form(api) {
    const { id, resumeId } = await running(api);
    await api.changeSession(id, { state: "finished" });
    expect((await api.getReport(id)).session_id).toBe(id);
    expect(await api.getReportAs(id, "text/markdown")).toMatch(/^#/);
    expect(await api.getReportAs(id, "text/html")).toContain("<html");
    expect((await api.getProgress(resumeId)).resume_id).toBe(resumeId);
  },

  async makes_a_learning_path(api) {
    const resume = await api.createResume(example);
    const made = await api.createLearningPath(resume.id, { hours_per_week: 8, language: "en", count: 3 });
    expect([made.language, made.items.length]).toEqual(["en", 3]);
    expect((await api.currentLearningPath(resume.id)).id).toBe(made.id);
    const calendar = new TextDecoder().decode(await api.exportLearningPath(made.id, { format: "ics" }));
    expect(calendar).toMatch(/^BEGIN:VCALENDAR/);
  },

  async watches_a_learning_path_being_made(api) {
    const resume = await api.createResume(example);
    const told = await all(api.streamLearningPath(resume.id, { count: 3 }));
    const names = told.map(({ name }) => name).filter((name) => name !== "progress");
    expect(names).toEqual(["analysis", "item", "item", "item", "completed"]);
  },

  async ticks_milestones(api) {
    const resume = await api.createResume(example);
    const path = await api.createLearningPath(resume.id, { count: 3 });
    const item = path.items[0]!;
    const ticked = await api.changeLearningItem(path.id, item.id, { milestones_done: [0] }, { ifMatch: path.version });
    expect(ticked.items[0]!.milestones_done).toEqual([0]);
    expect(ticked.items[0]!.progress_percent).toBeGreaterThan(0);
    expect((await problem(api.changeLearningItem(path.id, item.id, { note: "late" }, { ifMatch: path.version }))).status).toBe(412);
  },

  async reads_due_reviews(api) {
    expect(await all(api.iterReviews({ time_zone: "Asia/Seoul" }))).toEqual([]);
  },

  async erases_everything(api) {
    const resume = await api.createResume(example);
    const made = await api.createQuestions(resume.id, { count: 1 });
    expect((await api.deleteAllResumes({ confirm: "all" })).erased).toBe(1);
    expect((await problem(api.getQuestionSet(made.id))).status).toBe(404);
    expect(await all(api.iterResumes())).toEqual([]);
  },

  async does_not_find_what_does_not_exist(api) {
    const { status, code, requestId } = await problem(api.getResume("01234567-89ab-7cde-8f01-23456789abcd"));
    expect([status, code]).toEqual([404, "RESUME_NOT_FOUND"]);
    expect(requestId).toBeTruthy();
  },
};
