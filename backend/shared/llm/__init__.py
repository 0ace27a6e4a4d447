"""Language models behind one interface, with fallback. `await registry.generate(request)` gives a validated value.

Importing this package loads no provider's SDK.
"""

from shared.llm.base import Attempt, LlmAnswer, LlmRequest, Usage
from shared.llm.opening import open_registry
from shared.llm.registry import Registry

__all__ = ["Attempt", "LlmAnswer", "LlmRequest", "Registry", "Usage", "open_registry"]
