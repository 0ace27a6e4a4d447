"""Decodes text files. The encoding is not declared, so the first one in which the bytes are valid is used."""

import codecs

BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
UTF32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
CANDIDATES = ("utf-8", "cp949", "cp1252")
"""Bytes are rarely valid UTF-8 by chance. CP949 includes EUC-KR; everything else is Western."""

KOREAN_ENOUGH = 0.5
"""Minimum share of Hangul among non-ASCII characters for CP949, in which bytes are often valid by chance."""


def decoded(data: bytes, *, whole: bool = True) -> str | None:
    """Return the text without a byte order mark, or `None` if no known encoding fits.

    With `whole=False`, the last character may be truncated.
    """
    if data.startswith(UTF32):
        return None
    for bom, encoding in BOMS:
        if data.startswith(bom):
            return _strict(data[len(bom) :], encoding, whole)
    for encoding in CANDIDATES:
        text = _strict(data, encoding, whole)
        if text is not None and (encoding != "cp949" or _is_korean(text)):
            return text
    return None


def _strict(data: bytes, encoding: str, whole: bool) -> str | None:
    try:
        return codecs.getincrementaldecoder(encoding)().decode(data, final=whole)
    except UnicodeDecodeError:
        return None


def _is_korean(text: str) -> bool:
    beyond = [character for character in text if character > "\x7f"]
    hangul = sum(1 for character in beyond if "가" <= character <= "힣")
    return hangul >= len(beyond) * KOREAN_ENOUGH
