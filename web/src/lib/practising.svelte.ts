import { api, data, stream } from "../api/client";
import type { Failure } from "../api/problem";
import type { Answer, Answered, Judgement, Session } from "../api/schema";
import { attempt } from "./loading.svelte";
import { Once } from "./once";
import { forgetAll, remembered } from "./remembered.svelte";

/** The API refuses more. */
const MAX_SECONDS = 7200;
/** Another window of this session went on. */
const WENT_ON = new Set(["QUESTION_NOT_CURRENT", "WRONG_SESSION_STATE", "SESSION_FINISHED"]);

/** What was answered just now, and what is known of how good it was. */
export interface Feedback {
  question: string;
  questionId: string;
  text: string;
  dimensions: Judgement[];
  answer: Answer | null;
}

interface Given {
  question_id: string;
  text: string | null;
  seconds: number | null;
}

/** A session as the person sees it. The API keeps the session and its clock; the draft of an answer is kept here. */
export class Practising {
  session = $state<Session | null>(null);
  feedback = $state<Feedback | null>(null);
  failure = $state<Failure | null>(null);
  /** Whether doing it once more can help: not if it was done, and not if another window has overtaken it. */
  canRepeat = $state(true);
  /** Whether an answer is being sent or judged. */
  busy = $state(false);
  /** Whether the state is being changed, which it can be while an answer is judged. */
  moving = $state(false);
  /** When the session was read, by the page's clock. */
  readAt = $state(0);
  readonly #id: string;
  readonly #last = remembered<string | null>("session", null);
  /** What the session's clock said when the question was shown. */
  #shownAt = 0;

  constructor(id: string) {
    this.#id = id;
    void this.load();
  }

  get #path() {
    return { session_id: this.#id };
  }

  /** The time left, at this time of the page's clock. */
  remaining(now: number): number {
    const { session } = this;
    if (!session) return 0;
    return session.remaining_seconds - (session.state === "running" ? (now - this.readAt) / 1000 : 0);
  }

  async load(): Promise<void> {
    await this.#do(() => this.#read());
    if (this.failure?.status === 404) this.#last.forget();
  }

  async move(body: { state?: "running" | "paused" | "finished"; question_id?: string }): Promise<void> {
    if (this.moving) return;
    this.moving = true;
    await this.#do(async () => {
      this.#take(await data(api.PATCH("/api/v1/interview/sessions/{session_id}", { params: { path: this.#path }, body })));
      if (body.question_id) this.feedback = null;
    });
    this.moving = false;
  }

  /** The draft of the answer to the current question. */
  draft() {
    return remembered(`answer.${this.#id}.${this.session?.current_question?.id ?? ""}`, "");
  }

  /** Answer the current question, or skip it. */
  async answer(text: string | null): Promise<void> {
    const asked = this.session?.current_question;
    if (!asked || this.busy) return;
    // It takes longer each time it is sent, and is the same answer all the same, also after a reload.
    const once = new Once<Given>(
      remembered(`answer-sent.${this.#id}.${asked.id}`, null),
      (one, other) => one.question_id === other.question_id && one.text === other.text,
    );
    const seconds = text === null ? null : Math.min(MAX_SECONDS, Math.round(this.#ran(performance.now()) - this.#shownAt));
    const { key, body } = once.request({ question_id: asked.id, text, seconds });
    const judged = text !== null && this.session?.mode === "practice";
    this.feedback = judged ? { question: asked.question, questionId: asked.id, text, dimensions: [], answer: null } : null;
    let isStored = false;
    const stored = (answer: Answered): void => {
      isStored = true;
      // From here on, an answer to this question is another attempt, whatever becomes of the evaluation.
      once.settle(null);
      forgetAll(`answer.${this.#id}.${asked.id}`);
      this.#take(answer.session);
      this.#show(answer);
    };
    this.busy = true;
    const failure = await this.#do(async () => {
      const whole = await stream<Answered>(`/api/v1/interview/sessions/${this.#id}/answers`, {
        body: { ...body, skip: text === null },
        key,
        on: { answer: stored, dimension: (dimension: Judgement) => this.feedback?.dimensions.push(dimension) },
      });
      stored(whole);
    });
    this.busy = false;
    once.settle(failure);
    if (!isStored) this.feedback = null;
    // What failed is the evaluation. It is asked for by itself, and where none is shown, nothing is missing.
    else if (this.feedback) this.canRepeat = false;
    else this.failure = null;
  }

  /** Ask once more for an evaluation that failed. */
  async evaluate(): Promise<void> {
    const answer = this.feedback?.answer;
    if (!answer || this.busy) return;
    this.busy = true;
    await this.#do(async () => {
      const params = { path: { ...this.#path, answer_id: answer.id } };
      this.#show(await data(api.POST("/api/v1/interview/sessions/{session_id}/answers/{answer_id}/evaluation", { params })));
    });
    this.busy = false;
  }

  /** Go on to the next question. */
  next(): void {
    this.feedback = null;
    this.failure = null;
    this.#shownAt = this.#ran(performance.now());
  }

  async #do(action: () => Promise<unknown>): Promise<Failure | null> {
    const failure = await attempt(action);
    const overtaken = failure !== null && WENT_ON.has(failure.code);
    if (overtaken) await attempt(() => this.#read());
    this.failure = failure;
    this.canRepeat = !overtaken;
    return failure;
  }

  async #read(): Promise<void> {
    this.#take(await data(api.GET("/api/v1/interview/sessions/{session_id}", { params: { path: this.#path } })));
  }

  /** How long the session has run, without its pauses, at this time of the page's clock. */
  #ran(now: number): number {
    const { session } = this;
    if (!session) return 0;
    return session.ran_seconds + (session.state === "running" ? (now - this.readAt) / 1000 : 0);
  }

  #show(answer: Answer): void {
    if (!this.feedback) return;
    this.feedback.answer = answer;
    this.feedback.dimensions = answer.evaluation?.dimensions ?? this.feedback.dimensions;
  }

  #take(session: Session): void {
    const another = session.current_question?.id !== this.session?.current_question?.id;
    this.session = session;
    this.readAt = performance.now();
    if (another) this.#shownAt = session.ran_seconds;
    this.#last.value = session.state === "finished" ? null : session.id;
  }
}
