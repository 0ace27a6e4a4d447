import { remembered } from "../lib/remembered.svelte";
import { en, type Texts } from "./en";
import { ko } from "./ko";
import { fill, type Values } from "./fill";

export type Language = "ko" | "en";
const TEXTS: Record<Language, Texts> = { ko, en };

const preferred: Language = navigator.language.startsWith("ko") ? "ko" : "en";
const chosen = remembered<Language>("language", preferred);

/** The language of the page; what is generated has one of its own. */
export const language = {
  get current(): Language {
    return chosen.value;
  },
  set current(value: Language) {
    chosen.value = value;
  },
};

type Leaves<T, P extends string = ""> = {
  [K in keyof T & string]: T[K] extends string ? `${P}${K}` : Leaves<T[K], `${P}${K}.`>;
}[keyof T & string];
export type Key = Leaves<Texts>;

/** Return the text of this name in the language of the page, with its values filled in. */
export function t(key: Key, values: Values = {}): string {
  return fill(textOf(TEXTS[language.current], key) ?? key, values);
}

/** Return the text for one of the API's own words, such as a question's type; the word itself if it is unknown. */
export function word(group: "type" | "difficulty" | "dimension" | "persona" | "level" | "format" | "field" | "code" | "outcome", name: string): string {
  return textOf(TEXTS[language.current], `${group}.${name}`) ?? name;
}

/** Whether there is a text of our own for one of the API's words. */
export function knows(group: "code" | "field", name: string): boolean {
  return textOf(TEXTS[language.current], `${group}.${name}`) !== null;
}

function textOf(texts: Texts, path: string): string | null {
  let at: unknown = texts;
  for (const part of path.split(".")) {
    at = typeof at === "object" && at !== null ? (at as Record<string, unknown>)[part] : undefined;
  }
  return typeof at === "string" ? at : null;
}

/** Return the title of the window for what is shown: windows and the history list them side by side. */
export function titleOf(...parts: (string | undefined)[]): string {
  return [...parts.filter(Boolean), t("app.name")].join(" · ");
}

/** Return a day or a time in the language of the page. */
export function date(value: string, options: Intl.DateTimeFormatOptions = { dateStyle: "long" }): string {
  return new Intl.DateTimeFormat(language.current, options).format(new Date(value));
}

/** Return a number in the language of the page. */
export function number(value: number, digits = 1): string {
  return new Intl.NumberFormat(language.current, { maximumFractionDigits: digits }).format(value);
}
