"""JSON Merge Patch, RFC 7396."""

from typing import Any, cast


def merge_patch(target: Any, patch: Any) -> Any:
    """Apply `patch` to `target` (RFC 7396, section 2): objects merge, `null` removes, everything else replaces."""
    if not isinstance(patch, dict):
        return patch
    merged: dict[str, Any] = dict(cast(dict[str, Any], target)) if isinstance(target, dict) else {}
    for key, value in cast(dict[str, Any], patch).items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = merge_patch(merged.get(key), value)
    return merged
