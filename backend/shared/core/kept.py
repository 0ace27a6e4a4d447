"""A bounded memory of what was computed."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Kept(Generic[K, V]):
    """The last `size` values that were asked for, each computed once. They are shared, so nobody may change them.

    What has no key, because it is too large, is not kept.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: OrderedDict[K, V] = OrderedDict()

    def __len__(self) -> int:
        """Return the number of values."""
        return len(self._values)

    def get(self, key: K | None, make: Callable[[], V]) -> V:
        """Return the value of `key`, from `make` if there is none yet; raises what `make` raises."""
        if key is None:
            return make()
        if key in self._values:
            self._values.move_to_end(key)
            return self._values[key]
        value = self._values[key] = make()
        if len(self._values) > self._size:
            self._values.popitem(last=False)
        return value
