"""Safe text extraction: `async with open_extractor(settings) as extractor: await extractor.extract(data)`.

Documents are untrusted, so the service itself never parses them. Reader processes with limits do, and one that crashes,
hangs or uses too much memory is killed and replaced. Importing this package loads nothing; its names are loaded on
first access. Reader processes import only their half of the package.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from resume_service.imports.extraction.extractor import Extractor, open_extractor
    from resume_service.imports.extraction.formats import Extracted, Format, detect

__all__ = ["Extracted", "Extractor", "Format", "detect", "open_extractor"]

_HOMES = {"Extracted": "formats", "Format": "formats", "detect": "formats"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES.get(name, 'extractor')}"), name)
