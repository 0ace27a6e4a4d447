"""pydantic-ai without its Agent: one request to a FallbackModel, validated by hand."""

from typing import Any

from pydantic_ai.direct import model_request
from pydantic_ai.messages import ModelRequest
from pydantic_ai.models import ModelRequestParameters
from pydantic_ai.models.fallback import FallbackModel
from pydantic_ai.output import OutputObjectDefinition
from pydantic_ai_agent import ANY_FAILURE, PydanticAi, models_of, settings_of
from worker import INSTRUCTIONS, Capital, Setup, run

PARAMETERS = ModelRequestParameters(
    output_mode="native",
    output_object=OutputObjectDefinition(json_schema=Capital.model_json_schema(), name="Capital", strict=True),
)


class PydanticAiModel(PydanticAi):
    """The same models."""

    async def open(self, setup: Setup) -> Any:
        """The model and its settings."""
        handlers: Any = {"fallback_on": ANY_FAILURE} if setup.tuned else {}
        return FallbackModel(*models_of(setup), **handlers), settings_of(setup)

    async def ask(self, made: Any, prompt: str) -> Any:
        """The text of the response, validated."""
        model, settings = made
        request = ModelRequest.user_text_prompt(prompt, instructions=INSTRUCTIONS)
        response = await model_request(model, [request], model_settings=settings, model_request_parameters=PARAMETERS)
        text = "".join(part.content for part in response.parts if part.part_kind == "text")
        return Capital.model_validate_json(text)


if __name__ == "__main__":
    run(PydanticAiModel())
