"""Interprets the content operators of a page to get words and ruling lines with positions."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from math import hypot
from typing import Any

from pypdf import PageObject
from pypdf.generic import ArrayObject, ContentStream, DictionaryObject, StreamObject, TextStringObject

from resume_service.imports.extraction.errors import DocumentTooComplex
from resume_service.imports.extraction.pdf.fonts import MALFORMED, Faces, Typeface
from resume_service.imports.extraction.pdf.places import Dot, Matrix, Picture, Rule, Word, placed, times
from resume_service.imports.extraction.pdf.shapes import dot_of, rules_of
from resume_service.imports.extraction.pdf.words import Growing, along, turned

MAX_FORMS_DEEP = 12
MAX_FORMS = 2_000
MAX_WORDS = 60_000
"""Maximum number of words per page. A full page has a thousand; the rest is for individually placed letters."""

MAX_RULES = 20_000
"""Maximum number of ruling lines; more are a drawing."""


@dataclass(frozen=True, slots=True)
class State:
    """The graphics state that `q` saves and `Q` restores."""

    matrix: Matrix
    face: Typeface | None = None
    size: float = 0.0
    letter_space: float = 0.0
    word_space: float = 0.0
    scale: float = 1.0
    leading: float = 0.0
    rise: float = 0.0


@dataclass(slots=True)
class Drawn:
    """The content of a page. Words are grouped by rotation: 0, 90, 180 and 270 degrees."""

    words: dict[int, list[Word]] = field(default_factory=dict[int, list[Word]])
    rules: list[Rule] = field(default_factory=list[Rule])
    pictures: list[Picture] = field(default_factory=list[Picture])
    dots: list[Dot] = field(default_factory=list[Dot])


def draw(page: PageObject, base: Matrix, faces: Faces) -> Drawn:
    """Return the content of a page; `base` rotates it as displayed."""
    pen = _Pen(faces, base)
    contents = page.get_contents()
    if contents is not None:
        resources: Any = page.get_inherited("/Resources", DictionaryObject())
        pen.run(contents, _dictionary(resources))
    return pen.finished()


class _Pen:
    def __init__(self, faces: Faces, base: Matrix) -> None:
        self._faces = faces
        self._drawn = Drawn()
        self._count = 0
        self._forms = 0
        self._state = State(base)
        self._saved: list[State] = []
        self._text: Matrix = Matrix()
        self._line: Matrix = Matrix()
        self._path: list[list[tuple[float, float]]] = []
        self._word: Growing | None = None
        self._resources = DictionaryObject()
        self._depth = 0
        self._does: dict[bytes, Callable[[list[Any]], None]] = {
            b"q": self._save,
            b"Q": self._restore,
            b"cm": self._transform,
            b"BT": self._begin_text,
            b"Tf": self._set_font,
            b"Td": self._move,
            b"TD": self._move_and_lead,
            b"Tm": self._place,
            b"T*": self._next_line,
            b"Tj": self._show,
            b"TJ": self._show_spaced,
            b"'": self._show_on_next_line,
            b'"': self._show_spaced_on_next_line,
            b"Tc": lambda given: self._set(letter_space=_number(given)),
            b"Tw": lambda given: self._set(word_space=_number(given)),
            b"Tz": lambda given: self._set(scale=_number(given) / 100),
            b"TL": lambda given: self._set(leading=_number(given)),
            b"Ts": lambda given: self._set(rise=_number(given)),
            b"Do": self._do,
            b"INLINE IMAGE": lambda _: self._picture(),
            b"re": self._box,
            b"m": self._start,
            b"l": self._to,
            b"c": lambda given: self._to(given[4:]),
            b"v": lambda given: self._to(given[2:]),
            b"y": lambda given: self._to(given[2:]),
            b"h": self._close,
            b"n": lambda _: self._path.clear(),
            **dict.fromkeys((b"S", b"B", b"B*"), lambda _: self._paint(stroked=True)),
            **dict.fromkeys((b"s", b"b", b"b*"), lambda _: self._paint(stroked=True, closed=True)),
            **dict.fromkeys((b"f", b"F", b"f*"), lambda _: self._paint(stroked=False)),
        }

    def run(self, contents: ContentStream, resources: DictionaryObject) -> None:
        """Run the operators of a page or of a form."""
        outer, self._resources = self._resources, resources
        for operands, operator in contents.operations:
            do = self._does.get(operator)
            if do is not None:
                try:
                    do(operands)
                except MALFORMED:
                    # Ignore an operator with invalid operands, as other PDF readers do.
                    continue
        self._resources = outer

    def finished(self) -> Drawn:
        """Return what was drawn."""
        self._end_word()
        return self._drawn

    def _set(self, **changed: float) -> None:
        self._state = replace(self._state, **changed)

    def _save(self, _: list[Any]) -> None:
        self._saved.append(self._state)

    def _restore(self, _: list[Any]) -> None:
        if self._saved:
            self._state = self._saved.pop()

    def _transform(self, given: list[Any]) -> None:
        self._state = replace(self._state, matrix=times(Matrix(*map(float, given[:6])), self._state.matrix))

    def _begin_text(self, _: list[Any]) -> None:
        self._text = self._line = Matrix()

    def _set_font(self, given: list[Any]) -> None:
        fonts = _dictionary(self._resources.get("/Font"))
        resource = fonts[given[0]].get_object() if given and given[0] in fonts else None
        face = self._faces.of(resource) if isinstance(resource, DictionaryObject) else Typeface.none()
        self._state = replace(self._state, face=face, size=float(given[1]))

    def _move(self, given: list[Any]) -> None:
        self._line = self._text = times(Matrix(e=float(given[0]), f=float(given[1])), self._line)

    def _move_and_lead(self, given: list[Any]) -> None:
        self._set(leading=-float(given[1]))
        self._move(given)

    def _place(self, given: list[Any]) -> None:
        self._line = self._text = Matrix(*map(float, given[:6]))

    def _next_line(self, _: list[Any]) -> None:
        self._move([0, -self._state.leading])

    def _show_on_next_line(self, given: list[Any]) -> None:
        self._next_line(given)
        self._show(given)

    def _show_spaced_on_next_line(self, given: list[Any]) -> None:
        self._set(word_space=float(given[0]), letter_space=float(given[1]))
        self._show_on_next_line(given[2:])

    def _show_spaced(self, given: list[Any]) -> None:
        for part in given[0]:
            if isinstance(part, bytes | TextStringObject):
                self._show([part])
            else:
                self._advance(-float(part) / 1000 * self._state.size * self._state.scale)

    def _show(self, given: list[Any]) -> None:
        state, string = self._state, given[0]
        face = state.face or Typeface.none()
        data = string.original_bytes if isinstance(string, TextStringObject) else bytes(string)
        for glyph in face.glyphs(data):
            space = state.letter_space + (state.word_space if glyph.is_space_code else 0.0)
            wide = glyph.width * state.size * state.scale
            self._letter(glyph.text, wide)
            self._advance(wide + space * state.scale)

    def _advance(self, wide: float) -> None:
        self._text = times(Matrix(e=wide), self._text)

    def _letter(self, text: str, wide: float) -> None:
        """Draw a character at the pen position. The pen uses text space units, words use points."""
        shown = times(self._text, self._state.matrix)
        size = hypot(shown.c, shown.d) * abs(self._state.size)
        if text.isspace():
            self._end_word(space=True)
            return
        degrees = turned(shown)
        if degrees is None or not size:
            self._end_word()
            return
        start, end = along(shown, degrees, 0.0, self._state.rise), along(shown, degrees, wide, self._state.rise)
        word = self._word
        if word is None or word.degrees != degrees or not word.takes(start, size, self._pen_gap()):
            self._end_word()
            self._count += 1
            if self._count > MAX_WORDS:
                raise DocumentTooComplex
            self._word = word = Growing(degrees, start[0], start[1], size)
        word.grow(text, end[0])

    def _pen_gap(self) -> float:
        """Return the letter spacing in points."""
        shown = times(self._text, self._state.matrix)
        return max(self._state.letter_space, 0.0) * self._state.scale * hypot(shown.a, shown.b)

    def _end_word(self, *, space: bool = False) -> None:
        word, self._word = self._word, None
        if word is not None:
            self._drawn.words.setdefault(word.degrees, []).append(word.word(self._count, space=space))
        elif space:
            self._space_after_last()

    def _space_after_last(self) -> None:
        for words in self._drawn.words.values():
            if words and words[-1].order == self._count:
                words[-1] = replace(words[-1], spaced=True)

    def _do(self, given: list[Any]) -> None:
        form: Any = _dictionary(self._resources.get("/XObject"))[given[0]].get_object()
        if not isinstance(form, StreamObject):
            return
        if form.get("/Subtype") == "/Image":
            self._picture()
            return
        self._forms += 1
        if self._depth >= MAX_FORMS_DEEP or self._forms > MAX_FORMS:
            return
        state, saved, text, line = self._state, self._saved, self._text, self._line
        own: Any = form.get("/Matrix", ArrayObject())
        if len(own.get_object()) == len(Matrix._fields):
            self._transform(list(own.get_object()))
        self._depth, self._saved = self._depth + 1, []
        inner = _dictionary(form.get("/Resources")) or self._resources
        self.run(ContentStream(form, form.indirect_reference.pdf if form.indirect_reference else None, "bytes"), inner)
        self._depth, self._saved = self._depth - 1, saved
        self._state, self._text, self._line = state, text, line

    def _picture(self) -> None:
        """Record a picture, which is drawn into the unit square."""
        (x0, y0), (x1, y1) = placed(self._state.matrix, 0, 0), placed(self._state.matrix, 1, 1)
        self._drawn.pictures.append(Picture(abs(x1 - x0), abs(y1 - y0)))

    def _box(self, given: list[Any]) -> None:
        x, y, wide, high = map(float, given[:4])
        corners = ((x, y), (x + wide, y), (x + wide, y + high), (x, y + high), (x, y))
        self._path.append([placed(self._state.matrix, *corner) for corner in corners])

    def _start(self, given: list[Any]) -> None:
        self._path.append([placed(self._state.matrix, float(given[0]), float(given[1]))])

    def _to(self, given: list[Any]) -> None:
        if self._path:
            self._path[-1].append(placed(self._state.matrix, float(given[0]), float(given[1])))

    def _close(self, _: list[Any]) -> None:
        if self._path:
            self._path[-1].append(self._path[-1][0])

    def _paint(self, *, stroked: bool, closed: bool = False) -> None:
        if closed:
            self._close([])
        paths, self._path = self._path, []
        for path in paths:
            dot = dot_of(path)
            if dot is not None and len(self._drawn.dots) < MAX_RULES:
                self._drawn.dots.append(dot)
            for rule in rules_of(path, stroked=stroked):
                if len(self._drawn.rules) < MAX_RULES:
                    self._drawn.rules.append(rule)


def _number(given: list[Any]) -> float:
    return float(given[0])


def _dictionary(found: Any) -> DictionaryObject:
    found = found.get_object() if found is not None else None
    return found if isinstance(found, DictionaryObject) else DictionaryObject()
