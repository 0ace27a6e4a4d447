/** Text files say nothing of their encoding. The page shows them as the import reads them (its `encodings.py`). */

const MARKS: [encoding: string, mark: number[]][] = [
  ["utf-8", [0xef, 0xbb, 0xbf]],
  ["utf-16le", [0xff, 0xfe]],
  ["utf-16be", [0xfe, 0xff]],
];
/** Bytes are rarely valid UTF-8 by chance. What browsers call EUC-KR is CP949. */
const CANDIDATES = ["utf-8", "euc-kr", "windows-1252"];
/** Bytes are often valid CP949 by chance: at least this share of what is not ASCII must be Hangul. */
const KOREAN_ENOUGH = 0.5;

/** Return the text of a file, in the first encoding in which its bytes are valid; null if there is none. */
export function decoded(bytes: Uint8Array): string | null {
  const marked = MARKS.find(([, mark]) => mark.every((byte, index) => bytes[index] === byte));
  if (marked) return strict(bytes, marked[0]);
  for (const encoding of CANDIDATES) {
    const text = strict(bytes, encoding);
    if (text !== null && (encoding !== "euc-kr" || isKorean(text))) return text;
  }
  return null;
}

function strict(bytes: Uint8Array, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function isKorean(text: string): boolean {
  const beyond = [...text].filter((character) => character > "\x7f");
  return beyond.filter((character) => character >= "가" && character <= "힣").length >= beyond.length * KOREAN_ENOUGH;
}
