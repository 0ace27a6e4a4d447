"""Fills values into phrases."""

from collections.abc import Mapping, Sequence

from learning_service.paths.assessing.models import Gap, Topic
from learning_service.paths.writing.texts import Phrases, phrases
from shared.claims.models import Claim
from shared.language.particles import fill
from shared.profiles.profile import Profile
from shared.resumes.document import Language
from shared.resumes.evidence import TARGET_ROLE, Evidence

MAX_QUOTE = 90
"""Maximum length of a quote within a sentence; evidence has the full quote."""

MAX_SUBJECT = 40
QUESTION_WORDS = ("Whether", "How", "What", "Which", "Where", "Whom", "Who", "Why")


class Wording:
    """Words statements about a person in one language."""

    def __init__(self, profile: Profile, language: Language) -> None:
        self.language: Language = language
        self.profile = profile
        self.phrases: Phrases = phrases(language)

    @property
    def profession(self) -> str:
        """The name of the profession."""
        known = self.profile.profession
        return known.name.of(self.language) if known is not None else ""

    def fill(self, phrase: str, topic: Topic | None = None, /, **values: str) -> str:
        """Return a phrase with its values filled in. Korean particles follow the spoken name of a skill."""
        everything = {"profession": self.profession, **values}
        readings: Mapping[str, str] = {}
        if topic is not None:
            everything["topic"] = topic.name
            readings = {"topic": topic.skill.reading_of(topic.name)} if topic.skill is not None else {}
        return fill(phrase, everything, dict(readings))

    def looks_for(self, topic: Topic) -> str | None:
        """Return what an interviewer wants to find out about a topic, if known."""
        if topic.competency is None:
            return None
        text = topic.competency.looks_for.of(self.language)
        if self.language == "en" and text.split(maxsplit=1)[0].strip(",") not in QUESTION_WORDS:
            return text
        said = text if self.language == "ko" else text[0].lower() + text[1:]
        return self.fill(self.phrases.looks_for, looks_for=said)

    def reason(self, gap: Gap) -> str:
        """Return why a gap matters, in two or three sentences."""
        sentences = [self._cause(gap)]
        if gap.cause != "listed":
            words = clipped(gap.words) if gap.state in ("named", "told") else ""
            if gap.state != "named" or words:
                sentences.append(self.fill(self.phrases.states[gap.state], line=words))
        if gap.state == "partial" and gap.claim is not None:
            sentences.append(self.fill(self.phrases.near, claim=quoted(gap.claim)))
        if len({wanted.line.number for wanted in gap.lines}) > 1:
            sentences.append(self.phrases.more_lines)
        return " ".join(sentences)

    def _cause(self, gap: Gap) -> str:
        reasons = self.phrases.reasons
        line = gap.lines[0].text if gap.lines else gap.words
        if gap.cause != "role":
            target = clipped(self.profile.target_role or "")
            return self.fill(reasons[gap.cause], gap.topic, line=clipped(line), target=target)
        ground = gap.evidence[0]
        return self.fill(
            reasons[_role_phrase(ground)], gap.topic, target=clipped(ground.quote), title=clipped(ground.quote)
        )


def _role_phrase(ground: Evidence) -> str:
    if ground.pointer == TARGET_ROLE:
        return "role_target"
    if ground.pointer.startswith("/job_posting"):
        return "role_posting"
    return "role_title" if ground.pointer.endswith("/position") else "role"


def quoted(claim: Claim) -> str:
    """Return a claim as quoted within a sentence."""
    return clipped(claim.text)


def clipped(text: str, most: int = MAX_QUOTE) -> str:
    """Return a text cut at a word boundary, without a trailing full stop."""
    line = " ".join(text.split()).rstrip(" .。")
    if len(line) <= most:
        return line
    return line[:most].rsplit(" ", 1)[0].rstrip(" ,;:·-") + "…"


def subject_of(claim: Claim) -> str:
    """Return a claim shortened for a title."""
    return clipped(claim.text, MAX_SUBJECT)


def joined(sentences: Sequence[str | None]) -> str:
    """Join sentences into one text."""
    return " ".join(sentence for sentence in sentences if sentence)
