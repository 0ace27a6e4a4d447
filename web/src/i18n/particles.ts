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
const FINAL_RIEUL = 8;
/** How digits are read: 영 일 이 삼 사 오 육 칠 팔 구. */
const DIGIT_FINALS = [21, FINAL_RIEUL, 0, 16, 0, 0, 1, FINAL_RIEUL, FINAL_RIEUL, 0];
/** Latin letters whose names end in a consonant: L 엘, M 엠, N 엔, R 알. */
const LETTER_FINALS: Record<string, number> = { l: FINAL_RIEUL, m: 16, n: 4, r: FINAL_RIEUL };

/** Return the number of the final consonant with which `word` ends, 0 for a vowel. */
function final(word: string): number {
  const last = [...word.replace(/[^\p{L}\p{N}]+$/u, "")].at(-1) ?? "";
  const code = last.codePointAt(0) ?? 0;
  if (code >= HANGUL_FIRST && code <= HANGUL_LAST) return (code - HANGUL_FIRST) % FINALS;
  if (/\d/.test(last)) return DIGIT_FINALS[Number(last)] ?? 0;
  return LETTER_FINALS[last.toLowerCase()] ?? 0;
}

/** Return `word` with the right form of a particle such as `을/를`. */
export function withParticle(word: string, particle: string): string {
  const forms = FORMS[particle];
  if (!forms) return word + particle;
  const ending = final(word);
  // After ㄹ it is 로, as after a vowel.
  const vowel = ending === 0 || (particle === "으로/로" && ending === FINAL_RIEUL);
  return word + (vowel ? forms[1] : forms[0]);
}
