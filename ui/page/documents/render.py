"""The Documents tab as HTML: what became of an upload, and the list of the library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape as _escaped
from types import MappingProxyType

from assistant.gaps import Gap
from corpus.contents import ContentReport
from corpus.wording import _, counted, later, ngettext, number, pgettext, readable_date
from index.passage import OutOfForce, Validity
from index.store.records import DocumentRecord, FileReport, IngestProgress
from ui.page.ask.render import FACT_SHOWN, shortened
from ui.page.boundary import far
from ui.page.language import other_language_of

ROWS_SHOWN = 200
GAPS_SHOWN = 50
STATUS_WORDS = {
    "indexed": later("Added"),
    "unchanged": later("Already in the library"),
    "duplicate": later("Duplicate"),
    "described": later("Read"),
    "empty": later("No text found"),
    "no text layer": later("A scan, not read"),
    "encrypted": later("Password-protected"),
    "unsupported": later("Not a supported format"),
    "failed": later("Failed"),
    "waiting": later("Waiting"),
}

# A badge, and what is said beside it, where the day is known and where it is not.
VALIDITY_WORDS: dict[OutOfForce, tuple[str, str, str]] = {
    "replaced": (later("Superseded"), later("by “{by}”, since {day}"), later("by “{by}”")),
    "repealed": (later("Repealed"), later("by “{by}”, since {day}"), later("by “{by}”")),
    "expired": (later("No longer in force"), later("since the end of {day}"), ""),
    "not_yet": (later("Not yet in force"), later("it is from {day}"), ""),
}


def ingest_status(
    waiting: Sequence[str], reports: Sequence[FileReport], progress: str = "", share: float = 1.0
) -> str:
    """The files of an upload with what became of each, under a bar while work goes on."""
    rows: list[tuple[str, str, str]] = [
        # The badge says the status, so the sentence need not begin with it.
        (
            report.source,
            report.status,
            _escaped(report.sentence.removeprefix(f"{_(report.status)}: "))
            + (_folded(report.contents) if report.contents is not None else ""),
        )
        for report in reports
    ]
    rows += [(source, "waiting", "") for source in waiting]
    if not rows:
        return ""
    bar = (
        f'<div class="progress"><progress max="1" value="{share:.3f}"'
        f' aria-label="{_("Upload progress")}"></progress>'
        f'<p role="status">{_escaped(progress)}</p></div>'
        if progress
        else ""
    )
    body = "".join(
        f'<tr><td class="file">{_escaped(source)}</td>'
        f"<td>{_status_badge(status)}</td>"
        f"<td>{detail}</td></tr>"
        for source, status, detail in rows
    )
    return (
        f'{bar}<div class="scroll" tabindex="0" role="region" aria-label="{_("Status per file")}">'
        f"<table><thead><tr><th>{_('File')}</th><th>{_('Status')}</th><th>{_('Details')}</th></tr>"
        "</thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def _status_badge(status: str) -> str:
    words = _(STATUS_WORDS.get(status, status))
    return f'<span class="badge {status.replace(" ", "-")}">{words}</span>'


def _folded(contents: ContentReport) -> str:
    """All that was found in a file, folded up."""
    return f"<details><summary>{_('What was found')}</summary>{found_list(contents)}</details>"


def found_list(contents: ContentReport) -> str:
    """What was found in a file, as a list."""
    return f"<ul>{''.join(f'<li>{_escaped(one)}</li>' for one in contents.details())}</ul>"


def progress_words(progress: IngestProgress) -> tuple[str, float]:
    """How far an upload is, in words and as a share of 1."""
    share = progress.files_done / max(progress.files_total, 1)
    if progress.chunks_total:
        share = max(share, progress.chunks_done / progress.chunks_total)
    share = min(share, 1.0)
    words = far(progress.files_done, progress.files_total, "file")
    if progress.chunks_total:
        words += f" · {far(progress.chunks_done, progress.chunks_total, 'passage')}"
    return words, share


def library(
    records: Sequence[DocumentRecord],
    words: str = "",
    collection: str = "",
    not_in_force: Mapping[str, Validity] = MappingProxyType({}),
) -> str:
    """The documents that hold every one of `words` in title, file, publisher or date; of a
    collection alone where one is named. `not_in_force` says of some, by id, why they are not."""
    wanted = words.casefold().split()
    found = [
        record
        for record in records
        if (not collection or collection in record.collections)
        and all(word in _searched(record) for word in wanted)
    ]
    if not found:
        text = _("No document matches the filter.") if records else _("The library is empty.")
        return f'<p class="nothing">{text}</p>'
    rows = "".join(
        _library_row(record, not_in_force.get(record.id)) for record in found[:ROWS_SHOWN]
    )
    shown = counted(len(found), "document")
    if len(found) > ROWS_SHOWN:
        shown = _("The first {count} of {documents}: narrow the filter to see others").format(
            count=number(ROWS_SHOWN), documents=shown
        )
    head = "".join(f"<th>{name}</th>" for name in _heads())
    return (
        f'<p class="count" role="status">{shown}</p>'
        '<div class="scroll" tabindex="0" role="region"'
        f' aria-label="{_("Documents in the library")}">'
        f'<table class="library"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _heads() -> tuple[str, ...]:
    """The names of the columns of the list."""
    return (
        _("Document"), _("Publisher"), _("Date"), _("Pages"), _("Passages"),
        pgettext("date", "Added"), _("Actions"),
    )  # fmt: skip


def _searched(record: DocumentRecord) -> str:
    facts = (record.title, record.source, *record.names, record.publisher, record.date)
    return " ".join(fact for fact in facts if fact).casefold()


def validity_badge(validity: Validity | None) -> str:
    """That a document is not in force, and why; nothing for one that is."""
    if validity is None:
        return ""
    word, since, at_all = VALIDITY_WORDS[validity.state]
    why = since if validity.day or not at_all else at_all
    told = _(why).format(by=validity.by_name, day=readable_date(validity.day))
    return (
        f'<span class="validity"><span class="badge not_in_force">{_(word)}</span>'
        f" {_escaped(told)}</span>"
    )


def _library_row(record: DocumentRecord, validity: Validity | None) -> str:
    title, identity = _escaped(record.title or record.source), _escaped(record.id)
    spoken = other_language_of(record.title, record.language) if record.title else ""
    document, publisher, date, pages, passages, added, _actions = _heads()
    collections = "".join(
        f'<span class="collection"><span class="unseen">{_("collection")} </span>'
        f"{_escaped(name)}</span>"
        for name in record.collections
    )
    sort = _escaped(_("Sort {title} into collections").format(title=record.title or record.source))
    remove = _escaped(_("Remove {title}").format(title=record.title or record.source))
    issued = shortened(record.publisher or "–", FACT_SHOWN)
    return (
        f'<tr><td data-head="{document}">'
        f'<a href="#doc-{identity}" class="title"{spoken}>{title}</a>'
        f"{validity_badge(validity)}"
        f'<span class="file">{_escaped(", ".join(record.names or (record.source,)))}</span>'
        f'<span class="sorted">{collections}<button type="button" data-sort="{identity}"'
        f' aria-label="{sort}">{_("Sort…")}</button></span></td>'
        f'<td data-head="{publisher}"{other_language_of(issued)}>{_escaped(issued)}</td>'
        f'<td data-head="{date}" class="day">{_escaped(readable_date(record.date) or "–")}</td>'
        f'<td data-head="{pages}" class="figure">{record.pages or "–"}</td>'
        f'<td data-head="{passages}" class="figure">{number(record.chunks)}</td>'
        f'<td data-head="{added}" class="day">{_escaped(readable_date(record.added_at[:10]))}</td>'
        f'<td><div class="choices"><button type="button" class="quiet"'
        f' data-report="{identity}">{_("Report")}'
        f'<span class="unseen"> {_("on {title}").format(title=title)}</span></button>'
        f'<button type="button" class="quiet" data-remove="{identity}"'
        f' data-name="{title}" aria-label="{remove}">{_("Remove")}</button></div></td></tr>'
    )


def gaps(found: Sequence[Gap]) -> str:
    """The questions that had no answer, folded up; each is a button that asks it again."""
    if not found:
        return ""
    rows = "".join(map(_gap, found[:GAPS_SHOWN]))
    left = len(found) - GAPS_SHOWN
    told = _("And {count} more: see “assistant gaps”.").format(count=number(left))
    more = f'<p class="asked">{told}</p>' if left > 0 else ""
    missing = _("Documents that answer these are missing. Choose one to ask it again.")
    return (
        f"<details><summary>{counted(len(found), 'unanswered question')}</summary>"
        f"<p>{missing}</p><ul>{rows}</ul>{more}</details>"
    )


def _gap(gap: Gap) -> str:
    asked = ngettext("Asked once", "Asked {count} times", gap.times).format(count=number(gap.times))
    last = _("last on {date}").format(date=readable_date(gap.last_asked[:10]))
    spoken = other_language_of(gap.question)
    return (
        f'<li><button type="button" data-example{spoken}>{_escaped(gap.question)}</button>'
        f"<p{spoken}>{_escaped(gap.reason)}</p>"
        f'<p class="asked">{asked} · {_escaped(last)}</p></li>'
    )


def reindex_offer(stopped_at: int | None = None) -> str:
    """What a library of another model lacks, with the button that mends it; `stopped_at` so many
    documents where that was begun and stopped.
    """
    words, button = (
        _(
            "The library was indexed with another model than the one in use, so questions are"
            " answered by keyword search alone until it is indexed again."
        ),
        _("Re-index"),
    )
    if stopped_at is not None:
        stopped = _("Stopped after {documents}, which are kept.")
        words = f"{stopped.format(documents=counted(stopped_at, 'document'))} {words}"
        button = _("Go on")
    return (
        f'<div class="offer"><p role="status">{words}</p>'
        f'<button type="button" class="main" data-reindex="start">{button}</button></div>'
    )


def documents_intro(suffixes: str) -> str:
    """The heading of the Documents tab."""
    told = _(
        "What is added here can be asked about at once. Files stay on this machine. Formats:"
        " {suffixes}."
    ).format(suffixes=_escaped(suffixes))
    return f'<section class="intro"><h2>{_("Documents")}</h2><p>{told}</p></section>'
