"""What happens with a freshness check: check, take a new answer, keep the old one, renew places."""

from __future__ import annotations

from dataclasses import dataclass, field

import gradio as gr

from assistant.answer import Answer
from assistant.faq.keeping.freshness import Finding, Freshness, check, renew
from assistant.jobs import Job, Jobs
from corpus.errors import AssistantError, DocumentNotFound
from corpus.wording import _, counted, later
from ui.page.ask import render
from ui.page.boundary import alone, noticed, status
from ui.page.faq import check_render as faq_check_render
from ui.page.faq.entry_events import FaqEvents, named

ACCEPTED = later("The new answer is in its place, and waits for review.")
KEPT = later("Kept as it is.")
RENEWED = later("Its places are renewed.")


@dataclass(slots=True)
class Checked:
    """What a check found, at which revision of the library; `settled` tells what was done since,
    by the id of the entry.
    """

    freshness: Freshness
    revision: int
    settled: dict[str, str] = field(default_factory=dict)

    @property
    def findings(self) -> tuple[Finding, ...]:
        return (*self.freshness.findings, *self.freshness.now_answered)


def _beside(events: CheckEvents, notice: str) -> tuple[str, str]:
    return notice, events.results()


class CheckEvents:
    """What happens with findings. Handlers give a notice, or a notice and the findings."""

    def __init__(self, faq: FaqEvents, jobs: Jobs) -> None:
        self.faq = faq
        self.jobs = jobs

    @noticed(alone)
    def start(self) -> str:
        """Begin to check every entry."""
        self.jobs.start("check", "", self._check, busy=_("The entries are being checked already"))
        return ""

    def _check(self, job: Job) -> Checked:
        assistant = self.faq.assistant
        revision = assistant.revision()
        return Checked(check(self.faq.records, assistant, on_progress=job.tell), revision)

    @noticed(_beside)
    def accept(self, event: gr.EventData, who: str) -> tuple[str, str]:
        """Take the proposed answer of an entry."""
        checked, finding = self._finding(event)
        if finding.proposed is None:
            raise AssistantError(_("There is no new answer to this question."))
        id, version = finding.id, finding.version
        self.faq.records.replace_answer(id, finding.proposed, version=version, who=named(who))
        checked.settled[id] = ACCEPTED
        return render.done(_(ACCEPTED)), self.results()

    @noticed(_beside)
    def leave(self, event: gr.EventData) -> tuple[str, str]:
        """Keep an entry as it is, until the next check finds it again."""
        checked, finding = self._finding(event)
        checked.settled[finding.id] = KEPT
        return render.done(_(KEPT)), self.results()

    @noticed(_beside)
    def renew(self, who: str) -> tuple[str, str]:
        """Let the quotes that moved point to where they stand now, in every entry."""
        renewed, refused = 0, []
        checked, author = self._checked(), named(who)
        for finding in checked.freshness.moved:
            if finding.id in checked.settled:
                continue
            try:
                renew(self.faq.records, finding, author)
            except AssistantError as error:
                refused.append(render.notice(str(error)))
                continue
            checked.settled[finding.id] = RENEWED
            renewed += 1
        told = _("The places of {entries} are renewed.").format(entries=counted(renewed, "entry"))
        told = render.done(told)
        return (told if renewed else "") + "".join(refused[:3]), self.results()

    def _checked(self) -> Checked:
        job = self.jobs.latest("check")
        if job is None or job.result is None:
            raise AssistantError(_("The findings are not here any more; check once more."))
        result: Checked = job.result
        return result

    def _finding(self, event: gr.EventData) -> tuple[Checked, Finding]:
        checked, id = self._checked(), event._data.get("id")
        found = next((one for one in checked.findings if one.id == id), None)
        if found is None:
            raise AssistantError(_("This finding is not here any more; check once more."))
        return checked, found

    # Looking on

    def status(self) -> str:
        return status(self.jobs.latest("check"), _("Checking the entries"), "entry")

    @noticed(alone)
    def results(self) -> str:
        """What was found last."""
        job = self.jobs.latest("check")
        if job is None or job.result is None:
            return ""
        checked: Checked = job.result
        old = self.faq.assistant.revision() != checked.revision
        titles = self._titles(checked)
        found, settled = checked.freshness, checked.settled
        return faq_check_render.freshness(found, job.number, titles, settled, old)

    def _titles(self, checked: Checked) -> dict[str, str]:
        """The titles of the documents that were quoted, where they are known still."""
        found = {}
        for id in {pin.pin.document_id for one in checked.findings for pin in one.pins}:
            try:
                record = self.faq.assistant.record(id)
            except DocumentNotFound:
                continue
            found[id] = record.title or record.source
        return found

    def answer(self, job: int, place: int) -> Answer | None:
        """The proposed answer at a place of the findings of a job."""
        latest = self.jobs.latest("check")
        if latest is None or latest.number != job or latest.result is None:
            return None
        findings = latest.result.findings
        return findings[place].proposed if place < len(findings) else None
