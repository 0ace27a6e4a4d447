"""Imports the contact from `basics` of a JSON Resume."""

from typing import cast

from resume_service.exports.jsonresume.reading import Extra, Reader, at, filled, own_writing
from resume_service.exports.jsonresume.shapes import EXTRA, network_of
from resume_service.exports.jsonresume.values import uri, username
from resume_service.resumes.models import JsonObject
from resume_service.resumes.schemas import Contact

BASICS = "/basics"
PROFILE_OF = {"github": "https://github.com/{}", "linkedin": "https://www.linkedin.com/in/{}"}


def contact_of(basics: JsonObject, reader: Reader) -> JsonObject:
    """Remove the contact from `basics` and return it."""
    extra = reader.extra_of(basics, EXTRA, BASICS)
    email, odd_email = basics.pop("email", None), basics.pop("x-email", None)
    fields: JsonObject = {
        "email": odd_email if email is None else email,
        "phone": basics.pop("phone", None),
        "portfolio": own_writing(basics, "url", uri),
        "address": _address(basics, extra, reader),
    }
    _add_profiles(basics, fields, extra, reader)
    return reader.settle(Contact, fields, extra, {"portfolio": "url"}, BASICS) or {}


def _address(basics: JsonObject, extra: Extra, reader: Reader) -> object:
    """Return the address; other members of the location go to `extra`."""
    location = basics.pop("location", None)
    if isinstance(location, str):
        return location
    if not isinstance(location, dict):
        reader.report(location, at(BASICS, "location"))
        return None
    parts = filled(cast(JsonObject, location))
    address = parts.pop("address", None)
    if parts:
        reader.keep(extra, {"location": parts}, BASICS)
    return address


def _add_profiles(basics: JsonObject, fields: JsonObject, extra: Extra, reader: Reader) -> None:
    """Fill the profile fields with the first profile of each network; the others go to `extra`."""
    further: list[object] = []
    for index, profile in enumerate(reader.elements(basics, "profiles", BASICS)):
        if not isinstance(profile, dict) or not profile:
            reader.report(cast(object, profile), at(at(BASICS, "profiles"), index))
            continue
        members = filled(cast(JsonObject, profile))
        field = network_of(members)
        if field is None or field in fields or not _has_address(field, members):
            further.append(cast(object, profile))
            continue
        fields[field] = own_writing(members, "url", uri)
        if members.keys() - {"network"}:
            further.append(cast(object, profile))
    if further:
        reader.keep(extra, {"profiles": further}, BASICS)


def _has_address(field: str, members: JsonObject) -> bool:
    """Return whether a profile has a URL, removing a redundant user name from `members`."""
    name = members.get("username")
    if "url" not in members and "x-url" not in members:
        if not isinstance(name, str) or not name.isalnum() or field not in PROFILE_OF:
            return False
        members["url"] = PROFILE_OF[field].format(name)
    url = members.get("x-url", members.get("url"))
    if not isinstance(url, str) or not url.lower().startswith(("http://", "https://")):
        return False
    if name is not None and name == username(url):
        del members["username"]
    return True
