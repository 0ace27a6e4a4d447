"""Rows as files: plain text, Markdown, DOCX and PDF, through the libraries that people's programs write them with."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from random import Random
from textwrap import wrap

import docx as python_docx
from docx.shared import Pt
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit  # pyright: ignore[reportUnknownVariableType]  typed in part
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from train.documents import Row
from train.facts import Language
from train.heads import EDGE

KOREAN_FONTS = ("HYSMyeongJo-Medium", "HYGothic-Medium")
BULLETS = ("- ", "• ", "* ", "· ", "– ", "▪ ")
CELL = " | "
MARGIN, GUTTER = 50.0, 20.0
LEADING = 1.35


def _register() -> None:
    for font in KOREAN_FONTS:
        pdfmetrics.registerFont(UnicodeCIDFont(font))  # pyright: ignore[reportUnknownMemberType]  takes any font


def text(rows: Sequence[Row], random: Random, language: Language) -> bytes:
    """A text as people paste it."""
    del language
    heading = random.choice(
        ("{}", "{}", "{}", "[{}]", "■ {}", "{}:", "== {} ==", "# {}", "【{}】", "▶ {}", "{}\n-----")
    )
    bullet, width = random.choice(BULLETS), random.choice((0, 0, 0, 60, 72, 88))
    gaps, edge = random.random() < 0.85, random.choice((EDGE, "\t", " " * 12, " | ", "  "))
    written: list[str] = []
    for row in rows:
        if row.gap and (gaps or row.look == "heading"):
            written.append("")
        said = row.text.replace(EDGE, edge)
        if row.look == "heading":
            said = heading.format(said)
        if row.bullet:
            said = bullet + said
        wrapped = (
            wrap(said, width, subsequent_indent=" " * (2 * row.bullet)) if width and row.look == "body" else [said]
        )
        written += wrapped or [said]
    return "\n".join(written).encode()


def markdown(rows: Sequence[Row], random: Random, language: Language) -> bytes:
    """Markdown, with headings of one level and heads of another one, or in bold."""
    del language
    head = random.choice(("### {}", "### {}", "**{}**", "{}"))
    more = random.choice(("{}", "{}", "*{}*", "**{}**"))
    forms: Mapping[str, str] = {"name": "# {}", "heading": "## {}", "head": head, "more": more, "body": "{}"}
    written: list[str] = []
    for row in rows:
        said = row.text.replace(EDGE, random.choice((" | ", " — ")) if row.look == "head" else EDGE)
        if row.gap or row.look in ("name", "heading", "head"):
            written.append("")
        written.append(f"- {said}" if row.bullet else forms[row.look].format(said))
        if row.look in ("name", "heading"):
            written.append("")
        elif not row.bullet and row.look == "more":
            written[-1] += "  "
    return "\n".join(written).encode()


def docx(rows: Sequence[Row], random: Random, language: Language) -> bytes:
    """A DOCX, its headings by style or by their letters, its tables as tables."""
    del language
    document = python_docx.Document()
    styled, bold, large = random.random() < 0.6, random.random() < 0.5, random.choice((11, 12, 14))
    at = 0
    while at < len(rows):
        row = rows[at]
        if row.table:
            size = next((n for n, one in enumerate(rows[at:]) if not one.table), len(rows) - at)
            _docx_table(document, rows[at : at + size])
            at += size
            continue
        said = row.text.replace(EDGE, "\t")
        if styled and row.look in ("name", "heading"):
            document.add_heading(said, 0 if row.look == "name" else 1)
        else:
            paragraph = document.add_paragraph(style="List Bullet" if row.bullet else None)
            run = paragraph.add_run(said)
            run.bold = row.look in ("name", "heading") or (bold and row.look == "head")
            if row.look in ("name", "heading"):
                run.font.size = Pt(20 if row.look == "name" else large)
        at += 1
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _docx_table(document: object, rows: Sequence[Row]) -> None:
    cells = [row.text.split(CELL) for row in rows]
    table = document.add_table(len(cells), max(map(len, cells)))  # type: ignore[attr-defined]  # pyright: ignore
    for number, row in enumerate(cells):
        for column, cell in enumerate(row):
            table.cell(number, column).text = cell  # pyright: ignore


@dataclass(slots=True)
class Column:
    """A column of a page that is being filled."""

    left: float
    width: float
    y: float = A4[1] - MARGIN


@dataclass(frozen=True, slots=True)
class Faces:
    """The fonts and sizes of a document."""

    body: str
    bold: str
    size: float
    heading: float
    name: float
    bold_heads: bool


def pdf(rows: Sequence[Row], random: Random, language: Language) -> bytes:
    """A PDF in one column, or with a sidebar where rows stand aside."""
    _register()
    faces = _faces(random, language)
    written = BytesIO()
    canvas = Canvas(written, pagesize=A4, invariant=1)
    width = A4[0] - 2 * MARGIN
    aside = [row for row in rows if row.aside]
    if aside and random.random() < 0.8:
        share = random.choice((0.28, 0.33))
        narrow = width * share
        left = random.random() < 0.5
        wide = Column(MARGIN + (narrow + GUTTER if left else 0), width - narrow - GUTTER)
        small = Column(MARGIN if left else MARGIN + width - narrow, narrow)
        above = [row for row in rows if row.tag in ("name", "person")] if random.random() < 0.5 else []
        top = Column(MARGIN, width)
        _fill(canvas, top, above, faces, random)
        wide.y = small.y = top.y - (10 if above else 0)
        _fill(canvas, small, aside, faces, random)
        _fill(canvas, wide, [row for row in rows if not row.aside and row not in above], faces, random)
    else:
        _fill(canvas, Column(MARGIN, width), rows, faces, random)
    canvas.save()
    return written.getvalue()


def _faces(random: Random, language: Language) -> Faces:
    size = random.choice((9.0, 10.0, 10.5, 11.0))
    heading, name = size * random.choice((1.0, 1.15, 1.3, 1.5)), size * random.choice((1.5, 2.0, 2.4))
    if language == "ko":
        body = random.choice(KOREAN_FONTS)
        return Faces(body, random.choice(KOREAN_FONTS), size, max(heading, size * 1.15), name, False)
    body = random.choice(("Helvetica", "Times-Roman"))
    bold = "Helvetica-Bold" if body == "Helvetica" else "Times-Bold"
    return Faces(body, bold, size, heading, name, random.random() < 0.6)


def _fill(canvas: Canvas, column: Column, rows: Sequence[Row], faces: Faces, random: Random) -> None:
    bullet = random.choice(("• ", "- ", "· "))
    for row in rows:
        size = {"name": faces.name, "heading": faces.heading}.get(row.look, faces.size)
        strong = row.look in ("name", "heading") or (faces.bold_heads and row.look == "head")
        font = faces.bold if strong else faces.body
        column.y -= size * (0.8 if row.gap else 0) + (size * 0.5 if row.look == "heading" else 0)
        if row.table:
            _cells(canvas, column, row, font, size)
            continue
        said, edge, right = row.text.partition(EDGE)
        for number, line in enumerate(_broken(said, font, size, column.width - (12 if row.bullet else 0))):
            _next(canvas, column, size)
            canvas.setFont(font, size)
            canvas.drawString(
                column.left + (12 if row.bullet and number else 0),
                column.y,
                bullet * (row.bullet and not number) + line,
            )
        if edge:
            canvas.setFont(faces.body, size)
            canvas.drawRightString(column.left + column.width, column.y, right.replace(EDGE, "  "))


def _cells(canvas: Canvas, column: Column, row: Row, font: str, size: float) -> None:
    cells = row.text.split(CELL)
    _next(canvas, column, size * 1.4)
    canvas.setFont(font, size)
    for number, cell in enumerate(cells):
        left = column.left + number * column.width / len(cells)
        canvas.rect(left, column.y - 4, column.width / len(cells), size * LEADING * 1.4)
        canvas.drawString(left + 3, column.y, cell)


def _next(canvas: Canvas, column: Column, size: float) -> None:
    column.y -= size * LEADING
    if column.y < MARGIN:
        canvas.showPage()
        column.y = A4[1] - MARGIN - size


WRITERS: Mapping[str, Callable[[Sequence[Row], Random, Language], bytes]] = {
    "text": text, "markdown": markdown, "docx": docx, "pdf": pdf,
}  # fmt: skip


def _broken(text: str, font: str, size: float, width: float) -> list[str]:
    """`text` in lines that are not wider than `width`."""
    return [str(line) for line in simpleSplit(text, font, size, width)]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
