/** The language of a text that says none of its own: what stands in a résumé, a posting or a stream that has just begun. */

const HANGUL = /[가-힣]/g;
const LATIN = /[A-Za-z]+/g;

/** Return Korean if the texts have at least as many Hangul syllables as Latin words, as the API counts; English otherwise. */
export function languageOf(...texts: string[]): "ko" | "en" {
  const text = texts.join("\n");
  return (text.match(HANGUL)?.length ?? 0) >= (text.match(LATIN)?.length ?? 0) ? "ko" : "en";
}
