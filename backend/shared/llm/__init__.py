"""Language models behind one interface that falls back across providers: `await registry.generate(request)`.

Importing this package loads nothing; its names are loaded on first access, and no provider's SDK is loaded before a
registry is opened.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shared.llm.base import Attempt, ListRequest, LlmAnswer, LlmRequest, Usage
    from shared.llm.factory import open_registry
    from shared.llm.registry import Registry
    from shared.llm.streams import LlmStream

__all__ = [
    "Attempt",
    "ListRequest",
    "LlmAnswer",
    "LlmRequest",
    "LlmStream",
    "Registry",
    "Usage",
    "open_registry",
]

_HOMES = {"LlmStream": "streams", "Registry": "registry", "open_registry": "factory"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES.get(name, 'base')}"), name)
