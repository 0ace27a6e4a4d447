"""Where settings come from."""

from pydantic_settings import BaseSettings, PydanticBaseSettingsSource


class EnvironmentSettings(BaseSettings):
    """Settings that are read from arguments and the environment, and from no files.

    pydantic-settings would look through two more sources, which takes twice as long and finds nothing.
    """

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003  the signature is pydantic-settings'
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Return the arguments and the environment; the former take precedence."""
        return init_settings, env_settings
