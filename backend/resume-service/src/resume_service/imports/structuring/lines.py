"""The lines of a document, each with what stood before its words: a bullet, a number, a sign, a bracket."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from unicodedata import normalize

from resume_service.imports.blocks import PLAIN, Look

MAX_CHARACTERS = 100_000
"""How much of a document is read: some forty full pages. What stands behind it comes back as not placed."""
MAX_LINES = 4_000
MAX_LINE_LENGTH = 4_000
"""Longer lines are no lines of a résumé."""

NEW_LINE = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
BLANK = re.compile("[\xa0\u2000-\u200a\u202f\u205f\u3000]")
INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b\u200c\u2060\ufeff]")

BREAK = re.compile(r"<br ?/?>", re.IGNORECASE)
SOFT_HYPHEN = re.compile(r"(?<=\d) ?\xad+ ?(?=[\dA-Z가-힣(])")
"""Between dates it is a dash that somebody saw; in a word it says where that may be broken."""

BULLETS = "-*•·◦‣⁃∙●○▪▫✓✔☑➤➔→»–"
SIGNS = "■□◆◇▶▷►▸★☆※▣◎❖◈【〔《「『"
CLOSING = {"[": "]", "<": ">", "【": "】", "〔": "〕", "《": "》", "「": "」", "『": "』", "〈": "〉"}
LONGEST_PARAGRAPH = 2_000
WRAPPED_FROM = 60
"""A line of this many columns may have been broken because the page ended."""

GOES_ON = re.compile(
    r"[가-힣](?:[을를의에와며은는로]|(?<!학)(?<!전공)과"
    r"|에서|에게|하고|하여|위해|통해|하는|되는|[하되]도록|및)$|(?<= 및)$|,$"
    r"|(?<=\s)(?:a|an|the|and|or|of|in|on|at|to|for|from|with|by|as|into|that|which|who|using|including)$"
)
ASKS_FOR_MORE = re.compile(
    r"(?<=\s)(?:a|an|the|and|or|of|in|on|at|to|for|from|with|by|as|into|that|which|who|using|including)$"
)
KOREAN_GOES_ON = re.compile(r"[가-힣][을를]$")
"""No item ends with such a particle."""
LENGTH = re.compile(
    r"\(? ?(?:(?:약|총) ?)?(?:\d{1,2} ?(?:년|years?|yrs?\.?),?(?: ?\d{1,2} ?(?:개월|months?|mos?\.?))?"
    r"|\d{1,3} ?(?:개월|months?|mos?\.?)) ?\)?",
    re.IGNORECASE,
)
"""A length of time: `(3년 9개월)`, `2 yrs 3 mos`."""
LENGTH_BEHIND = re.compile(r"(?<=경력|사항|경험) +총? ?\d{1,2} ?년(?: ?\d{1,2} ?개월)?$")
"""`경력 총 6년 3개월`"""
LAST_SCHOOL = re.compile(r"(?<=학력) +최종 ?학력.{0,40}$")
"""`학력 최종학력 대학교(4년) 졸업`"""
IN_MIDST = re.compile(r"(?:OF|AND|&|FOR|THE) ")
"""No name begins with such a word."""
OPEN_RANGE = re.compile(r"(?:19|20)\d\d(?:[./-]\d{1,2})? ?[-–—~]$")
END_OF_RANGE = re.compile(
    r"(?:present|current|now|ongoing|현재|재직|[A-Za-z]{3,9}\.? (?:19|20)\d\d|(?:19|20)\d\d)", re.IGNORECASE
)
"""A range whose end stands in the next line."""
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
SAID = re.compile(r"^(?:[^a-z].{0,29}|[a-z]+(?: [a-z]+)?)[:：]|[|·•]|\S@\S|https?://")
"""A labelled value, or a list of names, which no sentence runs into."""

DECLARATION = re.compile(
    r"(?:기재|내용|사항).{0,20}(?:사실과 ?(?:다름|틀림)|사실임을|거짓이? ?없)|^위와 같이 (?:틀림|상위|다름)이? ?없"
    r"|\bhereby (?:declare|certify)\b.{0,80}\b(?:true|correct)\b",
    re.IGNORECASE,
)
SIGNATURE = re.compile(
    r"^(?:(?:서기 ?)?20\d\d ?[년.] ?\d{1,2} ?[월.] ?\d{1,2} ?(?:일|\.)?|(?:Date|Place) ?:.{0,40})$"
    r"|\((?:인|서명|sign(?:ature)?)(?: 또는 (?:인|날인))?\)"
    r"|^(?:지원자|성명|작성자|응시자|신청인|본인|Signature) ?(?:[:：]|(?:[가-힣] ?){2,4}$)|(?:귀하|귀중)$|^※"
    r"|^[가-힣]{2,4}$",
    re.IGNORECASE,
)

COLUMN = re.compile(r"\t\s*|\s{3,}")
"""Wide space between columns. No line has more than three blanks in a row after it was read."""
SETEXT = re.compile(r"[\s\W_]*")
UNDERLINE = {"=": "#", "-": "##"}
"""What Markdown calls the heading above such a line of at least three."""
LONGEST_UNDERLINED = 60
ROW = re.compile(r"\|(.*)\|")
FRONT_MATTER = re.compile(r"(?:[\w.-]+ *:|\s+\S|- )")
MAX_FRONT_MATTER = 40
FURNITURE = re.compile(
    r"(?:page )?\d{1,3} ?(?:of|/) ?\d{1,3}|page \d{1,3}|[-–—] ?\d{1,3} ?[-–—]|\d{1,3} ?/ ?\d{1,3}(?: ?페이지)?"
    r"|[^\d|]{2,40} [-–—|] (?:page )?\d{1,3} ?/ ?\d{1,3}|[^\d|]{2,140}[ \t–—-]page \d{1,3} ?(?:of|/) ?\d{1,3}"
    r"|(?:last updated|마지막 업데이트).{0,40}",
    re.IGNORECASE,
)
LONGEST_FURNITURE = 160
MARKDOWN = re.compile(r"(#{1,6}) +|(#{2,6})(?=[가-힣A-Za-z])")
DEFINITION = re.compile(r": {2,4}(?=\S)")
"""What stands below a term in Markdown's lists of definitions: `:   Reporter, Acme`."""
QUOTE = re.compile(r"(?:> ?){1,4}(?=\S)")
EMPHASIS = re.compile(r"(?<![\w*])([*_])(?=[^\s*_])([^*_]{1,200})(?<=[^\s*_])\1(?![\w*])")
NUMBER = re.compile(r"(?:\((\d{1,2})\)|(\d{1,2})(?:[.)]|(?:\.\d{1,2}){1,2}\.?)|([①-⑳])|([IVX]{1,4})[.)]) +(?=\S)")
LINK = re.compile(r"\[([^\[\]]{1,200})\]\(([^()\s]{1,500})\)")
LABEL_CELL = re.compile(r"(^|\| )([^|:：]{1,20}?) ?[:：] \| (?=\S)")
"""`Address: | 8 Chapel Terrace`, a label with its sign in a cell of its own."""
SYLLABLE = re.compile(r"^(?:[가나다라마바사아자차카타파하]\.|[Ⅰ-Ⅻ][.)]?) +(?=\S)")
"""`가. 성명`, `Ⅳ. 학력`: how Korean forms count."""
STARRED = re.compile(r"[*-] ([A-Z][A-Z &/]{2,40}) \*")
"""`* WORK *`"""
SPAN = re.compile(r"`([^`]+)`")
CODE = re.compile(r"`\s+`")
SPACED_LABEL = re.compile(r"(?:^|(?<=[|\t])) *[가-힣](?: {2,}[가-힣]){1,3}(?= *[:：|\t]| {2,})")
"""`성    명 :`, a label that was made as wide as the others."""
SPACED_LINE = re.compile(r"[가-힣](?: +[가-힣]){1,9}")
BLANKS = re.compile(r" +")
SPACED_CELL = re.compile(r"(?<=\| )[가-힣](?: [가-힣]){1,4}(?= \||$)|^[가-힣](?: [가-힣]){1,4}(?= \|)")
"""`| 성 명 | 홍 길 동 |`: words in the cells of forms."""
BARS = str.maketrans(dict.fromkeys("│┃｜¦∣❘", "|"))
BAR_LIKE = re.compile(r"(?<=\s)ㅣ(?=\s)")
AROUND = re.compile(r"(={1,20}|-{1,20}|~{1,20}|\*{1,20}|_{1,20}) *(\S(?:.{0,80}\S)?) *\1")
EMOJI = re.compile(r"^[\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\U0001f000-\U0001faff\ufe0f\u200d]+ *")
PICTURE = re.compile(r"[\u2600-\u27bf\U0001f000-\U0001faff]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line: its words, and the kind of mark before them (`""` for none, `#`s, `-` for any bullet, a sign, `1` for a
    number, `[` for brackets). It takes up `rows` of the document, from the row `number`.
    """

    number: int
    text: str
    mark: str = ""
    gap: bool = False
    indent: int = 0
    rows: int = 1
    look: Look = PLAIN

    @property
    def bullet(self) -> bool:
        """Whether the line is an item of a list."""
        return self.mark == "-"


def cleaned(text: str) -> str:
    """`text` with one kind of line end and of blank, and without characters that nobody sees."""
    text = BREAK.sub("\n", SOFT_HYPHEN.sub("-", text))
    return INVISIBLE.sub("", BLANK.sub(" ", NEW_LINE.sub("\n", normalize("NFC", text))))


def read_lines(text: str, looks: Mapping[int, Look] | None = None) -> list[Line]:
    """The lines of a cleaned text with something in them, as far as it is not too long; `looks` are of its rows."""
    read = text[:MAX_CHARACTERS]
    if len(text) > MAX_CHARACTERS:
        # A line that is cut in two is not read.
        read = read.rpartition("\n")[0]
    return _unwrapped(_with_bullets(list(_lines(_without_front_matter(read.split("\n")[:MAX_LINES]), looks or {}))))


def without_declaration(lines: list[Line]) -> Iterator[Line]:
    """The lines without what forms end with: that all of it is true, the day, and who signs."""
    signed = False
    for line in lines:
        signed = DECLARATION.search(line.text) is not None or (signed and SIGNATURE.search(line.text) is not None)
        if not signed:
            yield line


def _without_front_matter(rows: list[str]) -> list[str]:
    """The rows, those empty that say how the page is to be made: `---`, `mainfont: Noto Sans KR`, `---`."""
    if not rows or rows[0].rstrip() != "---":
        return rows
    for number, row in enumerate(rows[1:MAX_FRONT_MATTER], 1):
        if row.rstrip() == "---":
            return ["" for _ in range(number + 1)] + rows[number + 1 :]
        if row.strip() and FRONT_MATTER.match(row) is None:
            break
    return rows


def _lines(rows: list[str], looks: Mapping[int, Look]) -> Iterator[Line]:
    gap = True
    majors: set[int] = set()
    for number, row in enumerate(rows):
        stripped = row.strip()
        if is_furniture(stripped):
            continue
        if len(stripped) > MAX_LINE_LENGTH or SETEXT.fullmatch(stripped):
            gap = True
            continue
        line = _read(number, stripped, majors)
        if gap and not line.mark and len(line.text) <= LONGEST_UNDERLINED:
            line = replace(line, mark=_underline(rows[number + 1].strip() if number + 1 < len(rows) else ""))
        yield replace(line, gap=gap, indent=len(row) - len(row.lstrip()), look=looks.get(number, PLAIN))
        gap = False


def _with_bullets(lines: list[Line]) -> list[Line]:
    """The lines, signs that stand before headings elsewhere (`◎`) as bullets where they begin the items of lists."""
    signs = {line.mark for line in lines if line.mark and line.mark in SIGNS and line.mark not in CLOSING}
    items: set[str] = set()
    for sign in signs:
        marked = [line for line in lines if line.mark == sign]
        if len(marked) > 1 and all(line.indent > 0 for line in marked) and not all(line.gap for line in marked):
            items.add(sign)
    return [replace(line, mark="-") if line.mark in items else line for line in lines]


def is_furniture(text: str) -> bool:
    """Whether a row is a page number or what a program has printed around the page."""
    return len(text) <= LONGEST_FURNITURE and FURNITURE.fullmatch(text) is not None


def _underline(text: str) -> str:
    return UNDERLINE.get(text[0], "") if len(text) > 2 and len(set(text)) == 1 else ""


def _read(number: int, text: str, majors: set[int]) -> Line:
    if found := STARRED.fullmatch(text):
        return Line(number, found[1], "*")
    text = _plain(text)
    mark = ""
    if found := MARKDOWN.match(text):
        mark, text = found[1] or found[2], text[found.end() :]
    elif (text[0] in BULLETS and text[1:2].isspace()) or (
        text[0] in BULLETS and text[0] not in "-*–→" and len(text) > 1
    ):
        mark, text = "-", text[1:]
    elif text[0] in SIGNS and text[0] not in CLOSING:
        mark, text = text[0], text[1:]
    elif found := AROUND.fullmatch(text):
        mark, text = "" if found[1][0] in "*_" else found[1][0], found[2]
    elif PICTURE.match(text):
        mark = "☺"
    text = EMOJI.sub("", text.strip()) or text.strip()
    if mark != "-" and (found := NUMBER.match(text)) and _numbers(found, text, majors):
        mark, text = mark or "1", text[found.end() :]
    if text[0] in CLOSING and mark != "-" and (end := text.find(CLOSING[text[0]], 2)) > 0:
        mark = mark or text[0]
        text = f"{text[1:end].strip()}  {text[end + 1 :].strip()}".strip()
    return Line(number, text, mark)


def _plain(text: str) -> str:
    """`text` without what Markdown and forms set their words with."""
    if SPACED_LINE.fullmatch(text):
        text = _closed_up(text)
    text = SPACED_CELL.sub(lambda found: found[0].replace(" ", ""), DEFINITION.sub("", text, count=1))
    text = LABEL_CELL.sub(r"\1\2: ", SYLLABLE.sub("", text, count=1))
    if text[0] == "#":
        # `### Acme `Engineer` *2020 - 2021*`
        text = SPAN.sub(r"   \1   ", text)
    text = CODE.sub("`, `", BAR_LIKE.sub("|", text.translate(BARS)))
    text = SPACED_LABEL.sub(lambda found: found[0].replace(" ", ""), text)
    text = COLUMN.sub("   ", text).replace("**", "").replace("__", "").replace("`", "")
    text = EMPHASIS.sub(r"\2", LINK.sub(r"\1 (\2)", QUOTE.sub("", text, count=1) if text.startswith(">") else text))
    if found := ROW.fullmatch(text):
        text = found[1].strip() or text
    return text


def _closed_up(text: str) -> str:
    """`맹   솔   아` as `맹솔아`; where some blanks are wider, words end there."""
    blanks = [len(blank) for blank in BLANKS.findall(text)]
    narrow = min(blanks)
    return BLANKS.sub(lambda found: "" if len(found[0]) == narrow else " ", text)


def _numbers(found: re.Match[str], text: str, majors: set[int]) -> bool:
    """Whether this is the number of a part and no amount or date: `3.1 Acme` counts below `3. Experience` only."""
    if found[2] is None:
        return True
    major = int(found[2])
    if "." in found[0].rstrip(". )") and major not in majors:
        return False
    majors.add(major)
    return not text[found.end()].isdigit() or len(found[0].strip()) > len(found[2]) + 1 or major < 13


def _unwrapped(lines: list[Line]) -> list[Line]:
    """The lines, with the items of lists and the sentences that were broken over several lines whole again."""
    whole: list[Line] = []
    width = 0
    for line in lines:
        before = whole[-1] if whole else None
        if before is not None and not line.gap and LENGTH.fullmatch(line.text) and YEAR.search(before.text):
            # Below the dates, how long that was.
            whole[-1] = replace(before, text=f"{before.text} ({line.text.strip('( )')})", rows=before.rows + 1)
            continue
        if before is not None and not line.gap and YEAR.fullmatch(before.text) and END_OF_RANGE.fullmatch(line.text):
            # Two years below each other.
            whole[-1] = replace(before, text=f"{before.text} – {line.text}", rows=before.rows + 1)
            continue
        if before is not None and OPEN_RANGE.search(before.text) and END_OF_RANGE.match(line.text) and not line.gap:
            whole[-1] = replace(before, text=f"{before.text} {line.text}", rows=before.rows + 1)
            continue
        if before is not None and (_continues(before, line, width) if before.bullet else _flows(before, line, width)):
            whole[-1] = replace(before, text=f"{before.text} {line.text}", rows=before.rows + 1)
        else:
            whole.append(line)
        width = columns(line.text)
    return whole


def _continues(before: Line, line: Line, width: int) -> bool:
    if line.gap or line.mark or before.text.endswith((".", ":")):
        return False
    if line.text[0].islower() and width >= WRAPPED_FROM // 2 and ":" not in line.text[:30] and "://" not in line.text:
        return True
    if ASKS_FOR_MORE.search(before.text[-20:]) and "|" not in line.text:
        return True
    if KOREAN_GOES_ON.search(before.text[-4:]) and "|" not in line.text and YEAR.search(line.text) is None:
        return True
    return line.indent > before.indent and line.text[0] != "(" and ":" not in line.text[:20]


def _flows(before: Line, line: Line, width: int) -> bool:
    """Whether a sentence that is no item goes on: it reached far, and ends with a word that asks for another one."""
    if before.mark or line.mark or line.gap or line.indent != before.indent:
        return False
    same = before.look == line.look or before.look.size == line.look.size
    if same and IN_MIDST.match(line.text) and before.text.isupper() and line.text.isupper():
        # `NOKOMIS INSTITUTE`, and below it `OF TECHNOLOGY`.
        return True
    if before.text.endswith((" of", " &")) and line.text[0].isupper() and "|" not in line.text:
        # `Nadwiślańska School of`, in a narrow column.
        return True
    if width < WRAPPED_FROM // 2:
        return False
    if SAID.search(line.text) or YEAR.match(line.text) or len(before.text) + len(line.text) > LONGEST_PARAGRAPH:
        return False
    return GOES_ON.search(before.text[-20:]) is not None or (
        width >= WRAPPED_FROM and line.text[0].islower() and not before.text.endswith((".", "!", "?", ":", ";"))
    )


def columns(text: str) -> int:
    """How wide `text` is on a page; a Korean letter takes two columns."""
    return sum(2 if "\u1100" <= letter <= "\uffdc" else 1 for letter in text)
