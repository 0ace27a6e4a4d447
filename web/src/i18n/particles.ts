/** Korean particles: which form follows a word depends on how the word ends when it is read aloud. */

const FORMS: Record<string, [afterConsonant: string, afterVowel: string]> = {
  "을/를": ["을", "를"],
  "이/가": ["이", "가"],
  "은/는": ["은", "는"],
  "과/와": ["과", "와"],
  "으로/로": ["으로", "로"],
};
const HANGUL_FIRST = 0xac00;
const HANGUL_LAST = 0xd7a3;
const FINALS = 28;
const NONE = 0;
const KIYEOK = 1;
const NIEUN = 4;
const RIEUL = 8;
const MIEUM = 16;
const PIEUP = 17;
const SIOT = 19;
const IEUNG = 21;
/** How digits are read: 영 일 이 삼 사 오 육 칠 팔 구. */
const DIGIT_FINALS = [IEUNG, RIEUL, NONE, MIEUM, NONE, NONE, KIYEOK, RIEUL, RIEUL, NONE];
/** Latin letters whose names end in a consonant: L 엘, M 엠, N 엔, R 알. */
const LETTER_FINALS: Record<string, number> = { l: RIEUL, m: MIEUM, n: NIEUN, r: RIEUL };
/** How Latin words end as they are written in Hangul; the first that fits. Any other ending is read with a vowel. */
const WORD_FINALS: readonly [ending: RegExp, final: number][] = [
  [/ng$/, IEUNG], // 스프링
  [/r$/, NONE], // 도커, 벡터
  [/le?$/, RIEUL], // 이메일, 오라클
  [/me?$/, MIEUM], // 플랫폼, 크롬
  [/ne?$/, NIEUN], // 코틀린, 파이프라인
  [/(?:ck|ook|(?:^|[^aeiou])[aeiou][ck])$/, KIYEOK], // 슬랙, 페이스북, 일래스틱
  [/(?:oop|(?:^|[^aeiou])[aeiou]p)$/, PIEUP], // 하둡, 부트스트랩
  [/(?:^|[^aeiou])[aeo]b$/, PIEUP], // 웹, 깃랩
  [/(?:^|[^aeiou])[aeiou]t$/, SIOT], // 깃, 톰캣
];

/** Return the number of the final consonant with which `word` ends, 0 for a vowel. */
function final(word: string): number {
  const last = [...word.replace(/[^\p{L}\p{N}]+$/u, "")].at(-1) ?? "";
  const code = last.codePointAt(0) ?? 0;
  if (code >= HANGUL_FIRST && code <= HANGUL_LAST) return (code - HANGUL_FIRST) % FINALS;
  if (/\d/.test(last)) return DIGIT_FINALS[Number(last)] ?? NONE;
  return latinFinal(/[A-Za-z]+(?=[^\p{L}\p{N}]*$)/u.exec(word)?.[0] ?? "");
}

function latinFinal(word: string): number {
  // Capitals, and what has no vowel, are spelled: SQL, MySQL, html. Everything else is read.
  const spelled = /(?:^[A-Z]|[A-Z]{2})$/.test(word) || !/[aeiouy]/i.test(word);
  if (spelled) return LETTER_FINALS[word.at(-1)?.toLowerCase() ?? ""] ?? NONE;
  return WORD_FINALS.find(([ending]) => ending.test(word.toLowerCase()))?.[1] ?? NONE;
}

/** Return `word` with the right form of a particle such as `을/를`. */
export function withParticle(word: string, particle: string): string {
  const forms = FORMS[particle];
  if (!forms) return word + particle;
  const ending = final(word);
  // After ㄹ it is 로, as after a vowel.
  const vowel = ending === NONE || (particle === "으로/로" && ending === RIEUL);
  return word + (vowel ? forms[1] : forms[0]);
}
