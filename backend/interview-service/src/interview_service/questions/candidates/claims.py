"""Questions about claims: the angles that match a claim, and the probes of the profession."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from zlib import crc32

from interview_service.questions.bank import SLOT, Angle, AngleBank
from interview_service.questions.candidates.models import Candidate, evidence_of, quoted, slots_of
from interview_service.questions.candidates.presumed import is_met
from interview_service.questions.candidates.told import OF_TOLD, Beside
from interview_service.questions.models import Wish
from interview_service.questions.things import counted
from interview_service.questions.topics import Topic, TopicProbe
from shared.claims.models import Claim
from shared.language.lexicon import Lexicon
from shared.postings.phrases import content_words
from shared.professions.library import profession
from shared.professions.models import Competency, Probe, Profession
from shared.profiles.profile import Profile
from shared.relevance import words
from shared.relevance.words import Bag
from shared.resumes.document import HANGUL, Language

PROBE, ANGLE = 57.0, 44.0
OF_WEIGHT, OF_MEASURE_KIND, OF_KIND, OF_SLOT, OF_ORDER = 26.0, 10.0, 10.0, 2.0, 2.5
"""`OF_KIND` is a penalty for an angle that knows no more of a claim than its kind: judged by others, about 30 % of such
questions were right."""

OF_ANY_MEASURE = 38.0
"""Penalty for an angle that fits a figure of any kind: judges came to call such questions templates."""

OF_SAID_AGAIN, MAX_SAID_AGAIN = 11.0, 2
"""Bonus for each word of its line that a question contains, and how many of them count."""

FITS_ANYTHING = 30.0
OF_LUCK = 12.0
"""Range of a pseudo-random bonus derived from the words of a claim, so that people get different good angles."""

LINE, OF_LINE, MAX_LINES = 30, 7.0, 2.0
"""Length of a line that says one thing, in Korean letters, and the penalty for each such length: longer lines cover
several things, and a question about one of them is often beside the point. Judged by others, 83 % of questions about
lines of up to 20 letters were right, and 57 % of those about lines of more than 40."""

ENGLISH_LETTERS = 0.6
"""How many Korean letters an English one is worth."""

WORDY, OF_WORDY = {"ko": 80, "en": 100}, 12.0
"""Length from which a question is long, and the penalty: each clause more presupposes more. Judged by others, 46 % of
the long English questions were right, and 69 % of the others."""

FIGURES, OF_UNKNOWN = frozenset({"from", "to", "change"}), 34.0
"""Penalty for a question about a change of a figure that may not be a measure: going from fourteen dishes to nine was a
decision."""

OF_TURN = 10.0
"""Penalty for a question that ignores the setback in a line."""

OF_NO_SLOT, OF_OTHER_WORDS = 4.0, 2.0
"""Penalties for an angle that no word of the claim fills, and for a probe that shares no word with the claim and may be
about another side of its competency."""

OF_ANYBODY = frozenset({"employer", "project", "place", "role"})
OF_ANY_CLAIM = frozenset({"term"})
"""Slots that nearly every claim fills, so a template that uses only these may fit by accident."""
SHORT, SHORT_WORDS, OF_SHORT = 12, 3, 12.0
"""Size of a fragment (`falls left`), and the penalty for fragments and for self-descriptions."""

SHORT_KOREAN, SHORT_KOREAN_WORDS = 5, 2
"""Size of a Korean fragment: `재고 실사` is a whole duty in five letters."""

WORK = ("work_experiences", "personal_projects")
TITLES = re.compile(r"/(?:position|company|name|project_name|institution|degree|major|organization|issuer)\Z")
"""Pointers of titles and names, which do not describe work."""

MIN_WEIGHT = 0.15
"""Claims below this weight are titles and names, with nothing to ask about."""

PRIVATE = re.compile(
    r"결혼|이혼|육아|출산|임신했|아이 ?(?:둘|셋|하나|가|를)|(?:아들|딸) "
    r"|(?:제|저희|우리|친정|시) ?(?:아버지|어머니|부모님)"
    r"|(?:아버지|어머니|부모님)(?:[를을의가이]|께서)? ?(?:모시|간호|간병|병|투병|수술|건강|사업|가게|농장|댁)"
    r"|남편|아내|배우자|간병하|투병|병역|군 ?복무|군필|은퇴|정년"
    r"|\b(?:retir(?:e|ed|ement)|pregnan\w*|maternity|paternity|married|divorced?|church|military service)\b"
    r"|\bmy (?:father|mother|parents?|sons?|daughters?|kids|children|wife|husband|family|health|illness)\b",
    re.IGNORECASE,
)
"""Private matters, which interviewers must not ask about even if the résumé mentions them."""

WISHES = re.compile(
    r"싶습니다|싶어|할 수 있습니다|할 수 있음|가능합니다|하려 한다|하려고 합니다|즐깁니다|좋아합니다|[편쪽]입니다"
    r"|배웠습니다|배움|아쉽습니다|재미있었"
    r"|\bI (?:want|hope|enjoy|love|like|believe|would)\b|\b(?:looking for|learned|learnt|wants?|hoping|that is how)\b",
    re.IGNORECASE,
)
"""Hopes, preferences and lessons, which are not work to ask about."""

NONE_OF_IT = re.compile(r"무(?:사고|재해|결점|중단|위반)\Z")
ZERO = re.compile(r"0(?![.,]?\d)|no\b|none\b|zero\b|무|없|한 (?:건|번|명)도", re.IGNORECASE)


def of_angles(profile: Profile, wish: Wish, bank: AngleBank, beside: Beside) -> Iterator[Candidate]:
    """Yield a candidate for every angle that matches a claim."""
    for claim in profile.claims:
        if not is_askable(claim):
            continue
        kind = bank.measure_kind(claim.measure)
        slots = slots_of(claim)
        is_turn, ruled_out = bank.is_turn(claim.text), bank.ruled_out(claim.text)
        for angle in bank.fitting(claim.kind, kind):
            if angle.id in ruled_out or not _meets(claim, angle):
                continue
            wording = angle.of(wish.language)
            if not wording.slots <= slots.keys():
                continue
            own = wording.slots - OF_ANYBODY
            loose = not (own - OF_ANY_CLAIM or angle.measures)
            rank = ANGLE + worth(claim) + OF_SLOT * len(own) - OF_KIND * bool(angle.kinds)
            rank -= FITS_ANYTHING if loose else OF_NO_SLOT if not own else 0
            rank += luck(angle.id, claim) - OF_TURN * is_turn - of_length(claim.text)
            rank -= of_wordiness(wording.question, wish.language) + OF_TOLD * beside.tells(claim, wording.question)
            rank -= OF_UNKNOWN * (kind is None and bool(own & FIGURES))
            name = bank.measures[kind].name.of(wish.language) if kind is not None and angle.measures else None
            yield Candidate(
                skeleton=angle.id,
                source="claim",
                about=f"{claim.pointer}#{claim.text}",
                type=angle.type,
                difficulty=angle.difficulty,
                topics=_topics(name, claim),
                lead_in=lead_in(claim, bank, wish, angle.id),
                asks=wording.question,
                digs=wording.follow_ups,
                intent=wording.intent,
                covers=wording.covers,
                evidence=(evidence_of(claim),),
                slots=slots,
                lead_slots={"quote": quoted(claim), "place": claim.employer or ""},
                rank=rank + (OF_MEASURE_KIND if angle.measures else -OF_ANY_MEASURE),
                fits_anything=loose,
                theme=angle.measures[0] if angle.measures else "measured" if "from" in own or "to" in own else None,
            )


def of_probes(
    profile: Profile, wish: Wish, bank: AngleBank, known: Profession | None, beside: Beside
) -> Iterator[Candidate]:
    """Yield a candidate for every probe of the profession and each claim that contains one of its words."""
    for claim in filter(may_be_probed, profile.claims):
        if is_of_many_years(claim):
            continue
        slots = slots_of(claim)
        is_turn, said = bank.is_turn(claim.text), Bag([claim.text])
        for competency, probe, skeleton in probes_in(claim.text, known):
            wording = probe.of(wish.language)
            needed = slots_in((wording.question, *wording.follow_ups))
            if not needed <= slots.keys() or not is_met(wording.question, claim):
                continue
            joined = any(word in claim.text.casefold() for word in _words_of(wording.question))
            rank = PROBE + worth(claim) + OF_SLOT * len(needed) - OF_OTHER_WORDS * (not (needed or joined))
            rank += said_again(wording.question, said) - OF_TURN * is_turn
            rank -= of_length(claim.text) + of_wordiness(wording.question, wish.language)
            rank -= OF_TOLD * beside.tells(claim, wording.question)
            yield replace(probing(claim, competency, probe, skeleton, bank, wish), slots=slots, rank=rank)


def said_again(question: str, said: Bag) -> float:
    """Return what a question is worth for the words of its line that it contains: they say it is about this line.

    Of questions judged by others, 46 % of those of topics and 59 % of those of trades were right with no word of the
    line in them, 55 % and 77 % with one, and 71 % of those of topics with two.
    """
    return min(len(said.shared(_strong_words(question))), MAX_SAID_AGAIN) * OF_SAID_AGAIN


def of_length(line: str) -> float:
    """Return the penalty for a line that says several things."""
    letters = len(line) * (1.0 if HANGUL.search(line) else ENGLISH_LETTERS)
    return OF_LINE * min(letters / LINE, MAX_LINES)


def of_wordiness(question: str, language: Language) -> float:
    """Return the penalty for a question that is long."""
    return OF_WORDY * (len(question) > WORDY[language])


def probes_in(text: str, known: Profession | None) -> Iterator[tuple[Competency, Probe, str]]:
    """The probes of a trade whose words stand in a text, each with its name."""
    if known is None:
        return
    probes, lexicon = _probes_of(known.id)
    for number in lexicon.keys(text):
        competency, probe = probes[number]
        yield competency, probe, f"{known.id}.{competency.id}.{competency.probes.index(probe)}"


def probing(
    said: Claim, subject: Competency | Topic, probe: Probe | TopicProbe, skeleton: str, bank: AngleBank, wish: Wish
) -> Candidate:
    """Build a candidate for a probe of a competency or a topic about `said`; the caller sets slots and rank."""
    wording = probe.of(wish.language)
    return Candidate(
        skeleton=skeleton,
        source="claim",
        about=f"{said.pointer}#{said.text}",
        type=probe.type,
        difficulty=probe.difficulty,
        topics=(subject.name.of(wish.language),),
        lead_in=lead_in(said, bank, wish, skeleton),
        asks=wording.question,
        digs=wording.follow_ups,
        intent=subject.looks_for.of(wish.language),
        covers=subject.good.of(wish.language)[:5],
        evidence=(evidence_of(said),),
        lead_slots={"quote": quoted(said), "place": said.employer or ""},
        rank=0.0,
        theme=subject.id,
    )


def may_be_probed(claim: Claim) -> bool:
    """Return whether a claim may be asked about: it is neither a wish nor a private matter."""
    is_title = TITLES.search(claim.pointer) is not None and claim.section != "activities"
    return claim.weight > 0 and not is_fragment(claim.text) and not is_title and may_be_told(claim)


def is_fragment(text: str) -> bool:
    """Return whether a text is too short to say what was done."""
    korean = HANGUL.search(text) is not None
    letters, words = (SHORT_KOREAN, SHORT_KOREAN_WORDS) if korean else (SHORT, SHORT_WORDS)
    return len(text) < letters or len(text.split()) < words


def is_of_many_years(claim: Claim) -> bool:
    """Return whether it is what people say of themselves: a summary covers many years and many things at once."""
    return claim.section == "summary" and claim.measure is None and claim.count is None


def may_be_told(claim: Claim) -> bool:
    """Return whether a claim contains nothing private and no wish."""
    return not PRIVATE.search(claim.text) and not WISHES.search(claim.text)


def luck(skeleton: str, claim: Claim) -> float:
    """Return a pseudo-random bonus that is always the same for the same claim."""
    return OF_LUCK * (crc32(f"{skeleton}{claim.text}".encode()) % 100) / 100


def is_askable(claim: Claim) -> bool:
    """Return whether an interviewer may ask about a claim: it describes work, and it is not private."""
    if claim.weight < MIN_WEIGHT or PRIVATE.search(claim.text) or WISHES.search(claim.text):
        return False
    figures = claim.measure is not None or claim.count is not None
    return figures or (claim.kind != "other" and claim.section in WORK)


@cache
def slots_in(texts: tuple[str, ...]) -> frozenset[str]:
    """Return the slots that the texts of a question need."""
    return frozenset(SLOT.findall(" ".join(texts)))


@cache
def _strong_words(question: str) -> tuple[str, ...]:
    """Return the words of a template that mean something by themselves."""
    return tuple(word for word in words.content_words(SLOT.sub(" ", question)) if not words.is_weak(word))


@cache
def _words_of(question: str) -> tuple[str, ...]:
    """Return the words of a template that tell its subject."""
    return tuple(content_words(SLOT.sub(" ", question)))


@cache
def _probes_of(profession_id: str) -> tuple[list[tuple[Competency, Probe]], Lexicon[int]]:
    """Return the probes of a profession, and a lexicon from their words to their indexes."""
    known = profession(profession_id)
    probes = [(competency, probe) for competency in known.competencies for probe in competency.probes]
    return probes, Lexicon((word, number) for number, (_, probe) in enumerate(probes) for word in probe.when.all)


def _meets(claim: Claim, angle: Angle) -> bool:
    if angle.zero != is_zero(claim):
        return False
    if angle.own is not None and claim.own != angle.own:
        return False
    if angle.counts and ((number := counted(claim)) is None or number[1] not in angle.counts):
        return False
    direction = claim.measure.direction if claim.measure is not None else None
    return angle.direction is None or direction == angle.direction


def is_zero(claim: Claim) -> bool:
    """Return whether a claim says that something did not happen."""
    measure = claim.measure
    if measure is None:
        return False
    none = measure.start is None and NONE_OF_IT.search(measure.subject or "") is not None
    return none or ZERO.match(measure.end or "") is not None


def worth(claim: Claim) -> float:
    """Return how much a claim is worth asking about."""
    said_of_oneself = claim.section not in WORK
    fragment = is_fragment(claim.text)
    return OF_WEIGHT * claim.weight - OF_ORDER * min(claim.order, 4) - OF_SHORT * (fragment + said_of_oneself)


def lead_in(claim: Claim, bank: AngleBank, wish: Wish, skeleton: str) -> str:
    """Return a lead-in that cites the claim. It varies, but is always the same for the same claim and question."""
    place = claim.employer
    variants = [one for one in bank.lead_ins.of(wish.language).claim if place is not None or "{place" not in one]
    return variants[sum(map(ord, skeleton + claim.pointer)) % len(variants)]


def _topics(name: str | None, claim: Claim) -> tuple[str, ...]:
    found: Sequence[str | None] = (name, *claim.terms[:1], *(mention.words for mention in claim.skills[:1]))
    return tuple(dict.fromkeys(topic for topic in found if topic))[:3] or (claim.kind,)
