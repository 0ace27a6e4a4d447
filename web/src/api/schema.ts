/** The models that the page uses, by the page's own names. They are those of the TypeScript client: `make sdk`. */
import type * as models from "../../../sdk/typescript/src/generated/models";

export type Resume = models.ResumeOut;
export type ResumeReading = models.ResumeReading;
export type ResumeIn = models.ResumeIn;
export type Imported = models.Imported;
export type PleaseCheck = models.PleaseCheck;
export type Version = models.Version;

export type Question = models.QuestionOut;
export type QuestionSet = models.QuestionSetOut;
export type QuestionsIn = models.QuestionsIn;
export type QuestionType = Question["type"];
export type Evidence = models.Evidence;
export type Match = models.Match;
export type Session = models.SessionOut;
export type SessionIn = models.SessionIn;
export type Answer = models.AnswerOut;
export type Answered = models.AnsweredOut;
export type Judgement = models.Judgement;
export type Evaluation = models.Evaluation;
export type Span = models.Span;
export type Report = models.Report;
export type PracticeProgress = models.Progress;
export type Dimension = Judgement["name"];

export type Path = models.LearningPathOut;
export type PathItem = models.ItemOut;
export type Review = models.ReviewOut;
export type Rating = models.RatingIn["rating"];

export type Problem = models.Problem;

/** What a run says of how far it is. */
export interface Progress {
  stage: "reading" | "writing" | "storing";
  done: number;
  wanted: number;
}
