export type { Keyed, Options } from "./calls.js";
export { type InvalidPart, InterviewPrepError, NoAnswer, NotModified, ProblemError, StreamCut } from "./errors.js";
export type * as events from "./generated/events.js";
export type * as models from "./generated/models.js";
export { InterviewPrep } from "./generated/operations.js";
export type { Retries } from "./retrying.js";
export type { StreamEvent } from "./streams.js";
export { type ClientOptions, etagOf, requestIdOf } from "./transport.js";
