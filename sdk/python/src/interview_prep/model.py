"""What all models of the API have in common."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from pydantic import BaseModel, ConfigDict, PrivateAttr


@dataclass(frozen=True)
class Answer:
    """The answer that a document was. The same document in another answer is equal."""

    headers: Mapping[str, str] = field(default_factory=dict[str, str], compare=False)


class Model(BaseModel):
    """A document of the API. Members that this version does not know are kept, and can be read like the others."""

    model_config = ConfigDict(extra="allow", protected_namespaces=())

    _answer: Answer = PrivateAttr(default_factory=Answer)

    @property
    def response_headers(self) -> Mapping[str, str]:
        """The headers of the answer that the document was."""
        return self._answer.headers

    def came_with(self, headers: Mapping[str, str]) -> Self:
        """Keep the headers of the answer that the document was; return the document."""
        self._answer = Answer(headers)
        return self


def etag_of(model: Model) -> str | None:
    """Return the entity tag that a document came with, for `if_match` and `if_none_match`."""
    return model.response_headers.get("ETag")


def request_id_of(model: Model) -> str | None:
    """Return the id of the request that a document answered; the services' logs have it, too."""
    return model.response_headers.get("X-Request-ID")
