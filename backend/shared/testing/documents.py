"""Documents to read, written by the libraries that others write theirs with."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    FrameBreak,
    PageBreak,
    PageTemplate,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

KOREAN = "HYSMyeongJo-Medium"
SIZE, LEADING = 10, 14
MARGIN = 50
GUTTER = 24

PROSE = (
    "저는 백엔드 엔지니어로서 다양한 서비스를 설계하고 운영해 온 경험이 있습니다. FastAPI와 MongoDB를 사용하여 하루 "
    "삼천만 건의 요청을 처리하는 결제 시스템을 만들었으며, 장애 대응 시간을 절반으로 줄였습니다. "
)

pdfmetrics.registerFont(UnicodeCIDFont(KOREAN))  # pyright: ignore[reportUnknownMemberType] -- takes any font


def style(size: float = SIZE) -> ParagraphStyle:
    """A paragraph in Korean letters that breaks between any two of them."""
    leading = size * LEADING / SIZE
    return ParagraphStyle(f"{size}", fontName=KOREAN, fontSize=size, leading=leading, wordWrap="CJK")


def paragraphs(*texts: str, size: float = SIZE, gap: float = LEADING) -> list[Flowable]:
    """Paragraphs with a distance between them."""
    return [flowable for text in texts for flowable in (Paragraph(text, style(size)), Spacer(1, gap))]


def flowing(story: Sequence[Flowable]) -> bytes:
    """A PDF of one column."""
    written = BytesIO()
    SimpleDocTemplate(written, pagesize=A4, invariant=1).build(list(story))
    return written.getvalue()


def in_two_columns(left: Sequence[Flowable], right: Sequence[Flowable], share: float = 0.5) -> bytes:
    """A PDF of two columns, the left one with this share of the width."""
    written = BytesIO()
    width, height = A4[0] - 2 * MARGIN - GUTTER, A4[1] - 2 * MARGIN
    frames = [
        Frame(MARGIN, MARGIN, width * share, height, 0, 0, 0, 0),
        Frame(MARGIN + width * share + GUTTER, MARGIN, width * (1 - share), height, 0, 0, 0, 0),
    ]
    document = BaseDocTemplate(written, pagesize=A4, invariant=1)
    document.addPageTemplates(PageTemplate(frames=frames))
    document.build([*left, FrameBreak(), *right])
    return written.getvalue()


def table(rows: Sequence[Sequence[str | Flowable]], widths: Sequence[float], *commands: Any) -> Table:
    """A table with a grid, top aligned; further commands of reportlab's table style, such as `SPAN`, come last."""
    grid = ("GRID", (0, 0), (-1, -1), 0.5, colors.black)
    look: list[Any] = [("FONT", (0, 0), (-1, -1), KOREAN, SIZE), ("VALIGN", (0, 0), (-1, -1), "TOP"), grid, *commands]
    return Table([list(row) for row in rows], colWidths=list(widths), style=TableStyle(look))


Placed = tuple[float, float, str] | tuple[float, float, str, float]
"""Distance from the left and from the bottom of the page, text, and its size."""


def placed(*pages: Iterable[Placed], font: str = KOREAN, encrypt: StandardEncryption | None = None) -> bytes:
    """A PDF with texts at the given places of its pages."""
    written = BytesIO()
    canvas = Canvas(written, pagesize=A4, invariant=1, encrypt=encrypt)
    for page in pages:
        for x, y, text, *size in page:
            canvas.setFont(font, size[0] if size else SIZE)
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    return written.getvalue()


def raw(*objects: bytes) -> bytes:
    """A PDF of these objects, numbered from 1; the first one is its catalogue. Nothing about them is checked."""
    written = b"%PDF-1.7\n"
    places: list[int] = []
    for number, content in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    size, table_at = len(objects) + 1, len(written)
    entries = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, table_at)
    return written + b"xref\n0 %d\n0000000000 65535 f \n%b" % (size, entries) + trailer


def raw_stream(content: bytes, entries: bytes = b"") -> bytes:
    """An object that is a stream."""
    return b"<</Length %d%b>>stream\n%b\nendstream" % (len(content), entries, content)


LATIN = b"/Font<</F 5 0 R>>"


def raw_page(content: bytes, resources: bytes = LATIN, *more: bytes, pages: int = 1) -> bytes:
    """A PDF whose pages share one content, object 4. Object 5 is a font, `/F`; `more` are those that follow."""
    kids = b"3 0 R " * pages
    return raw(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, pages),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<%b>>>>" % resources,
        content,
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *more,
    )


def korean_resume(pages: int = 3) -> bytes:
    """A résumé of this many full pages: headings, prose, lists and a table on each, header, footer and page number."""
    written = BytesIO()
    width = A4[0] - 2 * MARGIN
    story: list[Flowable] = []
    for number in range(1, pages + 1):
        story += paragraphs(f"경력 {number}", size=14)
        rows = [
            ["기간", "회사", "역할"],
            *([f"20{year}.01 ~ 20{year}.12", "주식회사 한빛", "백엔드 개발자"] for year in range(15, 20)),
        ]
        story += [table(rows, [width * 0.3, width * 0.3, width * 0.35]), Spacer(1, LEADING)]
        story += [Paragraph(f"• 프로젝트 {place}: {PROSE}", style()) for place in range(1, 7)]
        story += [Spacer(1, LEADING), *paragraphs(*[PROSE * 2] * 2), PageBreak()]
    document = BaseDocTemplate(written, pagesize=A4, invariant=1)
    document.addPageTemplates(
        PageTemplate(frames=[Frame(MARGIN, MARGIN, width, A4[1] - 2 * MARGIN)], onPage=_header_and_footer)
    )
    document.build(story)
    return written.getvalue()


def _header_and_footer(canvas: Canvas, _: BaseDocTemplate) -> None:
    canvas.setFont(KOREAN, 8)
    canvas.drawString(MARGIN, A4[1] - 30, "한빛 이력서 양식 2호")
    canvas.drawCentredString(A4[0] / 2, 25, f"- {canvas.getPageNumber()} -")


def in_order(text: str, *parts: str) -> bool:
    """Whether `text` has all these parts, one after the other."""
    places = [text.find(part) for part in parts]
    return -1 not in places and places == sorted(places)
