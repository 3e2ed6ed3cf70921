"""The Documents tab as HTML: what became of an upload, and the list of the library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape as _escaped
from types import MappingProxyType

from assistant.gaps import Gap
from corpus.contents import ContentReport
from index.passage import OutOfForce, Validity
from index.store.records import DocumentRecord, FileReport, IngestProgress
from ui.page.ask.export import readable_date
from ui.page.ask.render import FACT_SHOWN, counted, shortened

ROWS_SHOWN = 200
GAPS_SHOWN = 50
STATUS_WORDS = {
    "indexed": "Added",
    "unchanged": "Already in the library",
    "duplicate": "Duplicate",
    "described": "Read",
    "empty": "No text found",
    "no text layer": "A scan, not read",
    "encrypted": "Password-protected",
    "unsupported": "Not a supported format",
    "failed": "Failed",
    "waiting": "Waiting",
}

# A badge, and what is said beside it.
VALIDITY_WORDS: dict[OutOfForce, tuple[str, str]] = {
    "replaced": ("Superseded", "by “{by}”, since {day}"),
    "repealed": ("Repealed", "by “{by}”, since {day}"),
    "expired": ("No longer in force", "since the end of {day}"),
    "not_yet": ("Not yet in force", "it is from {day}"),
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
            _escaped(report.sentence.removeprefix(f"{report.status}: "))
            + (_folded(report.contents) if report.contents is not None else ""),
        )
        for report in reports
    ]
    rows += [(source, "waiting", "") for source in waiting]
    if not rows:
        return ""
    bar = (
        f'<div class="progress"><progress max="1" value="{share:.3f}" aria-label="Upload progress">'
        f'</progress><p role="status">{_escaped(progress)}</p></div>'
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
        f'{bar}<div class="scroll" tabindex="0" role="region" aria-label="Status per file">'
        "<table><thead><tr><th>File</th><th>Status</th><th>Details</th></tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def _status_badge(status: str) -> str:
    words = STATUS_WORDS.get(status, status)
    return f'<span class="badge {status.replace(" ", "-")}">{words}</span>'


def _folded(contents: ContentReport) -> str:
    """All that was found in a file, folded up."""
    return f"<details><summary>What was found</summary>{found_list(contents)}</details>"


def found_list(contents: ContentReport) -> str:
    """What was found in a file, as a list."""
    return f"<ul>{''.join(f'<li>{_escaped(one)}</li>' for one in contents.details())}</ul>"


def progress_words(progress: IngestProgress) -> tuple[str, float]:
    """How far an upload is, in words and as a share of 1."""
    share = progress.files_done / max(progress.files_total, 1)
    if progress.chunks_total:
        share = max(share, progress.chunks_done / progress.chunks_total)
    share = min(share, 1.0)
    words = f"{progress.files_done} of {counted(progress.files_total, 'file')}"
    if progress.chunks_total:
        words += f" · {progress.chunks_done:,} of {counted(progress.chunks_total, 'passage')}"
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
        text = "No document matches the filter." if records else "The library is empty."
        return f'<p class="nothing">{text}</p>'
    rows = "".join(
        _library_row(record, not_in_force.get(record.id)) for record in found[:ROWS_SHOWN]
    )
    shown = counted(len(found), "document")
    if len(found) > ROWS_SHOWN:
        shown = f"The first {ROWS_SHOWN} of {shown}: narrow the filter to see others"
    heads = ("Document", "Publisher", "Date", "Pages", "Passages", "Added", "Actions")
    head = "".join(f"<th>{name}</th>" for name in heads)
    return (
        f'<p class="count" role="status">{shown}</p>'
        '<div class="scroll" tabindex="0" role="region" aria-label="Documents in the library">'
        f'<table class="library"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _searched(record: DocumentRecord) -> str:
    facts = (record.title, record.source, *record.names, record.publisher, record.date)
    return " ".join(fact for fact in facts if fact).casefold()


def validity_badge(validity: Validity | None) -> str:
    """That a document is not in force, and why; nothing for one that is."""
    if validity is None:
        return ""
    word, why = VALIDITY_WORDS[validity.state]
    if validity.day is None:  # nobody said from when
        why = why.removesuffix(", since {day}")
    told = why.format(by=validity.by_name, day=readable_date(validity.day))
    return (
        f'<span class="validity"><span class="badge not_in_force">{word}</span>'
        f" {_escaped(told)}</span>"
    )


def _library_row(record: DocumentRecord, validity: Validity | None) -> str:
    title, identity = _escaped(record.title or record.source), _escaped(record.id)
    collections = "".join(
        f'<span class="collection"><span class="unseen">collection </span>{_escaped(name)}</span>'
        for name in record.collections
    )
    return (
        f'<tr><td data-head="Document"><a href="#doc-{identity}" class="title">{title}</a>'
        f"{validity_badge(validity)}"
        f'<span class="file">{_escaped(", ".join(record.names or (record.source,)))}</span>'
        f'<span class="sorted">{collections}<button type="button" data-sort="{identity}"'
        f' aria-label="Sort {title} into collections">Sort…</button></span></td>'
        f'<td data-head="Publisher">{_escaped(shortened(record.publisher or "–", FACT_SHOWN))}</td>'
        f'<td data-head="Date" class="day">{_escaped(readable_date(record.date) or "–")}</td>'
        f'<td data-head="Pages" class="figure">{record.pages or "–"}</td>'
        f'<td data-head="Passages" class="figure">{record.chunks:,}</td>'
        f'<td data-head="Added" class="day">{_escaped(readable_date(record.added_at[:10]))}</td>'
        f'<td><div class="choices"><button type="button" class="quiet"'
        f' data-report="{identity}">Report'
        f'<span class="unseen"> on {title}</span></button>'
        f'<button type="button" class="quiet" data-remove="{identity}"'
        f' data-name="{title}" aria-label="Remove {title}">Remove</button></div></td></tr>'
    )


def gaps(found: Sequence[Gap]) -> str:
    """The questions that had no answer, folded up; each is a button that asks it again."""
    if not found:
        return ""
    rows = "".join(
        f'<li><button type="button" data-example>{_escaped(gap.question)}</button>'
        f"<p>{_escaped(gap.reason)}</p>"
        f'<p class="asked">Asked {_times(gap.times)} · last on'
        f" {_escaped(readable_date(gap.last_asked[:10]))}</p></li>"
        for gap in found[:GAPS_SHOWN]
    )
    left = len(found) - GAPS_SHOWN
    more = f'<p class="asked">And {left:,} more: see “assistant gaps”.</p>' if left > 0 else ""
    return (
        f"<details><summary>{counted(len(found), 'unanswered question')}</summary>"
        f"<p>Documents that answer these are missing. Choose one to ask it again.</p>"
        f"<ul>{rows}</ul>{more}</details>"
    )


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count:,} times"


def reindex_offer(stopped_at: int | None = None) -> str:
    """What a library of another model lacks, with the button that mends it; `stopped_at` so many
    documents where that was begun and stopped.
    """
    words, button = (
        "The library was indexed with another model than the one in use, so questions are answered"
        " by keyword search alone until it is indexed again.",
        "Re-index",
    )
    if stopped_at is not None:
        words = f"Stopped after {counted(stopped_at, 'document')}, which are kept. {words}"
        button = "Go on"
    return (
        f'<div class="offer"><p role="status">{words}</p>'
        f'<button type="button" class="main" data-reindex="start">{button}</button></div>'
    )


def documents_intro(suffixes: str) -> str:
    """The heading of the Documents tab."""
    return (
        '<section class="intro"><h2>Documents</h2><p>What is added here can be asked about at'
        f" once. Files stay on this machine. Formats: {_escaped(suffixes)}.</p></section>"
    )
