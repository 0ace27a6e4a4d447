"""Exports cards as an Anki deck. No other module imports the `genanki` package.

The package has no types, and its own writer leaves a file with the cards in the temporary directory. So the deck is
written to a database in memory, and that to the archive.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime
from html import escape
from io import BytesIO
from itertools import count
from typing import Any, cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from learning_service.reviews.labels import LABELS, language_of
from learning_service.reviews.models import Review

DECK, MODEL = 1_794_100_233, 1_794_100_234
"""Arbitrary but fixed: importing a deck again updates it instead of duplicating it."""

MODEL_NAME = "Interview review"
FIELDS = [{"name": "Question"}, {"name": "Answer"}]
TEMPLATES = [
    {
        "name": "Card",
        "qfmt": "<div class='question'>{{Question}}</div>",
        "afmt": "{{FrontSide}}<hr id='answer'>{{Answer}}",
    }
]
CSS = ".card { font-family: sans-serif; font-size: 18px; line-height: 1.5 } .question { font-weight: bold }"


def to_package(reviews: Sequence[Review], now: datetime) -> bytes:
    """Return an .apkg file with a note for each card. Anki schedules them itself, with FSRS if it is enabled."""
    anki = _anki()
    deck = anki.Deck(DECK, LABELS[language_of(reviews)]["title"])
    model = anki.Model(MODEL, MODEL_NAME, fields=FIELDS, templates=TEMPLATES, css=CSS)
    for review in reviews:
        fields = [escape(review.asked.text), "".join(_back(review))]
        deck.add_note(anki.Note(model, fields, tags=_tags(review), guid=anki.guid_for(str(review.id))))
    return _archive(_database(deck, now), now)


def _anki() -> Any:
    """Return the untyped package."""
    # Imported on first use: it would add half to the start-up time, and most processes never export a deck.
    import genanki  # noqa: PLC0415

    return cast("Any", genanki)


def _database(deck: Any, now: datetime) -> bytes:
    connection = sqlite3.connect(":memory:")
    try:
        moment = now.timestamp()
        _anki().Package(deck).write_to_db(connection.cursor(), moment, count(int(moment * 1000)))
        connection.commit()
        return connection.serialize()
    finally:
        connection.close()


def _archive(database: bytes, now: datetime) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, content in (("collection.anki2", database), ("media", b"{}")):
            entry = ZipInfo(name, now.timetuple()[:6])
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, content)
    return file.getvalue()


def _back(review: Review) -> Iterator[str]:
    labels, answered = LABELS[review.language], review.answered
    yield from _list(labels["covers"], review.asked.covers)
    yield from _list(labels["missing"], answered.missing)
    if answered.to_next_level:
        yield f"<p><b>{labels['next']}</b><br>{escape(answered.to_next_level)}</p>"
    if answered.said:
        yield f"<p><b>{labels['said']}</b></p><blockquote>{escape(answered.said)}</blockquote>"


def _list(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield f"<p><b>{title}</b></p><ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"


def _tags(review: Review) -> list[str]:
    """The type and the topics; a tag of Anki has no spaces."""
    return ["_".join(text.split()) for text in (review.asked.type, *review.asked.topics)]
