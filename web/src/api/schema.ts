/** The names of the three services' schemas that the page uses. */
import type { components as Interview } from "./generated/interview";
import type { components as Learning } from "./generated/learning";
import type { components as Resumes } from "./generated/resume";

export type Resume = Resumes["schemas"]["ResumeOut"];
export type ResumeReading = Resumes["schemas"]["ResumeReading"];
export type ResumeIn = Resumes["schemas"]["ResumeIn"];
export type Imported = Resumes["schemas"]["Imported"];
export type PleaseCheck = Resumes["schemas"]["PleaseCheck"];
export type Version = Resumes["schemas"]["Version"];

export type Question = Interview["schemas"]["QuestionOut"];
export type QuestionSet = Interview["schemas"]["QuestionSetOut"];
export type QuestionsIn = Interview["schemas"]["QuestionsIn"];
export type QuestionType = Question["type"];
export type Evidence = Interview["schemas"]["Evidence"];
export type Match = Interview["schemas"]["Match"];
export type Session = Interview["schemas"]["SessionOut"];
export type SessionIn = Interview["schemas"]["SessionIn"];
export type Answer = Interview["schemas"]["AnswerOut"];
export type Answered = Interview["schemas"]["AnsweredOut"];
export type Judgement = Interview["schemas"]["Judgement"];
export type Evaluation = Interview["schemas"]["Evaluation"];
export type Span = Interview["schemas"]["Span"];
export type Report = Interview["schemas"]["Report"];
export type PracticeProgress = Interview["schemas"]["Progress"];
export type Dimension = Judgement["name"];

export type Path = Learning["schemas"]["LearningPathOut"];
export type PathItem = Learning["schemas"]["ItemOut"];
export type Review = Learning["schemas"]["ReviewOut"];
export type Rating = Learning["schemas"]["RatingIn"]["rating"];

export type Problem = Interview["schemas"]["Problem"];

/** What a run says of how far it is. */
export interface Progress {
  stage: "reading" | "writing" | "storing";
  done: number;
  wanted: number;
}
