"""Imports the skills of a JSON Resume into the eight groups of a résumé."""

from typing import cast

from resume_service.exports.jsonresume.reading import Reader, at
from resume_service.exports.jsonresume.shapes import GROUP, GROUP_BY_LABEL, GROUP_LABELS, SKILLS_EXTRA
from resume_service.resumes.models import JsonObject
from resume_service.resumes.schemas import TechnicalSkills
from shared.skills.technologies import technology_index

SKILLS = "skills"
OTHERS = "others"

Groups = dict[str, list[object]]


def skills_of(document: JsonObject, reader: Reader) -> JsonObject:
    """Remove the skills from the document and return `technical_skills`.

    Groups with a name of ours (`Databases`) stay together. In other groups (`Web development`), each technology is
    grouped by its category. Names and levels that no group can hold are kept in `extra`.
    """
    extra = reader.extra_of(document, SKILLS_EXTRA, "")
    groups: Groups = {group: [] for group in GROUP_LABELS}
    kept: list[object] = []
    for index, skill in enumerate(reader.elements(document, SKILLS, "")):
        if isinstance(skill, str):
            _add(groups, skill, None)
        elif not isinstance(skill, dict):
            reader.report(skill, at(at("", SKILLS), index))
        elif not _placed(groups, cast(JsonObject, skill)):
            kept.append(cast(object, skill))
    if kept:
        reader.keep(extra, {SKILLS: kept}, "")
    own = Reader()
    made = own.settle(TechnicalSkills, {group: names for group, names in groups.items() if names}, extra, {}, "")
    if own.unparsed:  # these would be pointers into groups, which the document does not have
        reader.unparsed.append(at("", SKILLS))
    return made or {}


def _placed(groups: Groups, skill: JsonObject) -> bool:
    """Add the names of a skill to their groups; return false if something is left over."""
    name, keywords, group = (skill.get(member) for member in ("name", "keywords", GROUP))
    left = any(value for member, value in skill.items() if member not in ("name", "keywords", GROUP))
    if isinstance(group, str) and isinstance(keywords, list) and name == GROUP_LABELS.get(group):
        groups[group] += cast(list[object], keywords)
        return not left
    label = name.strip() if isinstance(name, str) else ""
    own_group = GROUP_BY_LABEL.get(label.casefold())
    listed = cast(list[object], keywords) if isinstance(keywords, list) else []
    for keyword in listed:
        _add(groups, keyword, own_group)
    is_one = label != "" and own_group is None and (not listed or technology_index().find(label) is not None)
    if is_one:
        _add(groups, label, None)
    understood = is_one or own_group is not None or not label
    return understood and isinstance(keywords, list | None) and not left


def _add(groups: Groups, name: object, group: str | None) -> None:
    if group is None:
        known = technology_index().find(name) if isinstance(name, str) else None
        group = known.group if known is not None else OTHERS
    if name not in groups[group]:
        groups[group].append(name)
