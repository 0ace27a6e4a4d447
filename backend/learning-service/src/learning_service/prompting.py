"""The prompt of learning-service, read at the start, so that a broken one stops it and no request."""

from importlib.resources import files

from shared.utils.prompts import Prompt, load_prompt

LEARNING_PATH = frozenset(
    {
        *("wanted", "language", "hours_per_week", "target_date", "target_role", "focus_areas"),
        *("resume", "job_posting", "catalogue", "findings", "previous", "profession", "competencies", "examples"),
    }
)
"""What it is filled with."""


def load_path_prompt() -> Prompt:
    """Read and check the prompt; raises `ValueError` if it is invalid."""
    directory = files("learning_service") / "prompts"
    return load_prompt(directory / "learning_path.yaml", LEARNING_PATH, directory / "examples")
