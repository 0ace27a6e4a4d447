"""Documents as text, safely: `async with open_extractor(settings) as extractor: await extractor.extract(data)`.

Documents come from strangers, so the service itself never parses one: processes with limits do, and one that crashes,
hangs or eats memory is killed and replaced. Importing this package loads nothing; its names load what they need when
they are first touched. The processes that read documents import their half of the package alone.
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
