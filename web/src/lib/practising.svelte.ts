import { api, data, newKey, stream } from "../api/client";
import type { Failure } from "../api/problem";
import type { Answer, Answered, Judgement, Session } from "../api/schema";
import { attempt } from "./loading.svelte";
import { forgetAll, remembered } from "./remembered.svelte";

/** What was answered just now, and what is known of how good it was. */
export interface Feedback {
  question: string;
  questionId: string;
  text: string;
  dimensions: Judgement[];
  answer: Answer | null;
}

/** A session as the person sees it. The API keeps the session and its clock; the draft of an answer is kept here. */
export class Practising {
  session = $state<Session | null>(null);
  feedback = $state<Feedback | null>(null);
  failure = $state<Failure | null>(null);
  busy = $state(false);
  /** When the session was read, by the page's clock. */
  readAt = $state(0);
  readonly #id: string;
  readonly #last = remembered<string | null>("session", null);
  #shownAt = performance.now();

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
    this.failure = await attempt(async () => {
      this.#take(await data(api.GET("/api/v1/interview/sessions/{session_id}", { params: { path: this.#path } })));
    });
    if (this.failure?.status === 404) this.#last.forget();
  }

  async move(body: { state?: "running" | "paused" | "finished"; question_id?: string }): Promise<void> {
    this.failure = await attempt(async () => {
      this.#take(await data(api.PATCH("/api/v1/interview/sessions/{session_id}", { params: { path: this.#path }, body })));
      if (body.question_id) this.feedback = null;
    });
  }

  /** The draft of the answer to the current question. */
  draft() {
    return remembered(`answer.${this.#id}.${this.session?.current_question?.id ?? ""}`, "");
  }

  /** Answer the current question, or skip it. */
  async answer(text: string | null): Promise<void> {
    const asked = this.session?.current_question;
    if (!asked || this.busy) return;
    const key = remembered(`answer-key.${this.#id}.${asked.id}`, newKey());
    // Kept until it is answered, so that an answer that is sent again after a reload is still the same one.
    key.value = key.value;
    const seconds = Math.min(3600, Math.round((performance.now() - this.#shownAt) / 1000));
    this.busy = true;
    const judged = text !== null && this.session?.mode === "practice";
    this.feedback = judged ? { question: asked.question, questionId: asked.id, text, dimensions: [], answer: null } : null;
    this.failure = await attempt(async () => {
      const body = text === null ? { question_id: asked.id, skip: true } : { question_id: asked.id, text, seconds, skip: false };
      const whole = await stream<Answered>(`/api/v1/interview/sessions/${this.#id}/answers`, {
        body,
        key: key.value,
        on: {
          answer: (answer: Answered) => {
            this.#take(answer.session);
            if (this.feedback) this.feedback.answer = answer;
          },
          dimension: (dimension: Judgement) => this.feedback?.dimensions.push(dimension),
        },
      });
      this.#take(whole.session);
      if (this.feedback) this.#show(whole);
    });
    this.busy = false;
    if (!this.failure || this.feedback?.answer) forgetAll(`answer.${this.#id}.${asked.id}`);
    if (!this.failure) key.forget();
    if (this.failure && !this.feedback?.answer) this.feedback = null;
  }

  /** Ask once more for an evaluation that failed. */
  async evaluate(): Promise<void> {
    const answer = this.feedback?.answer;
    if (!answer) return;
    this.busy = true;
    this.failure = await attempt(async () => {
      const params = { path: { ...this.#path, answer_id: answer.id } };
      this.#show(await data(api.POST("/api/v1/interview/sessions/{session_id}/answers/{answer_id}/evaluation", { params })));
    });
    this.busy = false;
  }

  /** Go on to the next question. */
  next(): void {
    this.feedback = null;
    this.#shownAt = performance.now();
  }

  #show(answer: Answer): void {
    if (!this.feedback) return;
    this.feedback.answer = answer;
    this.feedback.dimensions = answer.evaluation?.dimensions ?? this.feedback.dimensions;
  }

  #take(session: Session): void {
    if (session.current_question?.id !== this.session?.current_question?.id) this.#shownAt = performance.now();
    this.session = session;
    this.readAt = performance.now();
    this.#last.value = session.state === "finished" ? null : session.id;
  }
}
