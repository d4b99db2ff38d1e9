"""The metadata file of a Gradescope "export submissions" archive."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from typing import Any

import yaml

from emgrade.classroom.names import Owner
from emgrade.errors import SubmissionError
from emgrade.gradebook import Student

METADATA = "submission_metadata.yml"


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Plain data only; Ruby's tags are read as the data they stand on."""


def _untagged(loader: Any, suffix: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_scalar(node)


_Loader.add_multi_constructor("!ruby/", _untagged)
_Loader.add_multi_constructor("tag:ruby", _untagged)


def read_metadata(text: bytes) -> dict[str, Owner]:
    """Return who handed in each folder of the export, and when (ISO 8601, empty when not told).

    Keys are written with a leading colon (`:submitters`, `:name`, `:sid`, `:email`, `:created_at`), as Ruby symbols
    are; they are read with and without it. The file also repeats every result; that part is left alone.

    Raises
    ------
    SubmissionError
        When the file is no YAML mapping.
    """
    try:
        data = yaml.load(text, Loader=_Loader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise SubmissionError(f"{METADATA} cannot be read: {str(error).splitlines()[0]}.") from None
    if not isinstance(data, dict):
        raise SubmissionError(f"{METADATA} does not list submissions by folder.")
    return {str(folder): _owner(facts) for folder, facts in data.items() if isinstance(facts, dict)}


def _owner(facts: dict[str, Any]) -> Owner:
    people = _get(facts, "submitters")
    students = (
        tuple(_student(one) for one in people if isinstance(one, dict)) if isinstance(people, list) else ()
    )
    return Owner(tuple(one for one in students if one.key), _time(_get(facts, "created_at")))


def _student(facts: dict[str, Any]) -> Student:
    name, sid, email = (str(_get(facts, key) or "").strip() for key in ("name", "sid", "email"))
    key = next((f"gradescope:{value.casefold()}" for value in (email, sid, name) if value), "")
    return Student(key, name or email or sid, email, sid, identified_by="Gradescope metadata")


def _get(facts: dict[str, Any], key: str) -> Any:
    return facts.get(f":{key}", facts.get(key))


def _time(value: Any) -> str:
    if isinstance(value, dict):  # ActiveSupport::TimeWithZone, with its UTC time inside
        value = value.get("utc", value.get("time"))
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=timezone.utc)).isoformat()
    # Ruby's own text, such as `2025-03-01 13:06:00.000000000 Z`, in the form that Python reads.
    text = str(value or "").strip().replace(" UTC", "Z").replace(" Z", "Z")
    return re.sub(r"\.(\d{6})\d*", r".\1", text).replace("Z", "+00:00")
