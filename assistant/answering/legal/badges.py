"""What is said beside a citation or a passage whose document is not in force."""

from __future__ import annotations

from index.passage import Validity

_SAID = {
    "en": {
        "replaced": "No longer in force: replaced by “{by}”{since}",
        "repealed": "No longer in force: repealed by “{by}”{since}",
        "expired": "No longer in force: it was until {day}",
        "not_yet": "Not yet in force: it is from {day}",
        "since": ", from {day}",
    },
    "vi": {
        "replaced": "Hết hiệu lực: đã được thay thế bởi “{by}”{since}",
        "repealed": "Hết hiệu lực: đã bị bãi bỏ bởi “{by}”{since}",
        "expired": "Hết hiệu lực: có hiệu lực đến {day}",
        "not_yet": "Chưa có hiệu lực: có hiệu lực từ {day}",
        "since": ", từ {day}",
    },
}


def badge(validity: Validity, language: str | None) -> str:
    """The sentence, in Vietnamese or, for any other language, in English."""
    said = _SAID["vi" if language == "vi" else "en"]
    since = said["since"].format(day=validity.day) if validity.day else ""
    return said[validity.state].format(by=validity.by_name, day=validity.day, since=since)
