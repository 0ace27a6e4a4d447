"""What a settings object is read from."""

from collections.abc import Mapping

from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings

from shared.config.llm import LlmSettings


def variables(settings: type[BaseSettings]) -> Mapping[str, FieldInfo]:
    """Every variable of the environment that these settings look at."""
    if issubclass(settings, LlmSettings):
        return settings.variables()
    return {name.upper(): field for name, field in settings.model_fields.items()}
