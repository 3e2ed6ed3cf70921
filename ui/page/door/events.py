"""Every event of the page: the role that its person needs.

An event that is not named here is a keeper's, so that a new one is closed until somebody has judged
it. What a reader's event shows follows from what the reader may read (`ui.page.acting`), what an
editor's changes from what they edit.
"""

from __future__ import annotations

from typing import Any

from assistant.people.principal import Principal, Role

_BY_ROLE: dict[Role, str] = {
    "reader": """
        Events.answer Events.ask_example Events.stop Events.start Events.to_choose Events.within
        Events.answer_as_json
        TalkEvents.begin TalkEvents.open TalkEvents.show TalkEvents.delete TalkEvents.delete_all
        TalkEvents.export
        ReviewEvents.review
        DocumentEvents.library DocumentsTab._look
        FaqEvents.listing FaqEvents.show_more FaqEvents.show_everything FaqEvents.open
        FaqEvents.close FaqEvents.choices FaqEvents.download
        FaqTab.connect.<locals>.open_any
    """,
    "editor": """
        DocumentEvents.remove
        CorrectingForm.to_choose CorrectingForm.shown CorrectingForm.saved
        CollectionForm.to_choose CollectionForm.opened CollectionForm.added CollectionForm.moved
        CollectionForm.taken_out
        FaqEvents.save FaqEvents.discard FaqEvents.move FaqEvents.undo
        BulkEvents.act BulkEvents.undo
    """,
    "keeper": """
        PasswordForm.uploaded PasswordForm.opened
        DocumentEvents.restore DocumentEvents.gaps
        ReviewEvents.listing
        TermsForm.listed TermsForm.added TermsForm.removed
        LanguageModelForm.opened LanguageModelForm.used LanguageModelForm.stopped
        LanguageModelForm.release
        ReindexEvents.look ReindexEvents.act ReindexEvents.look_on
        ListEvents.upload ListEvents.paste ListEvents.read_again ListEvents.keep_apart
        ListEvents.decide ListEvents.take_back ListEvents.show_more
        FaqTab._connect_list.<locals>.<lambda> FaqTab._look FaqTab._stop
        BuildEvents.start BuildEvents.go_on BuildEvents.forget BuildEvents.review
        MinedEvents.documents MinedEvents.find MinedEvents.add
        CheckEvents.start CheckEvents.accept CheckEvents.leave CheckEvents.renew
        TrainingEvents.documents TrainingEvents.build TrainingEvents.show TrainingEvents.stop
        TrainingEvents.listing TrainingEvents.open TrainingEvents.close TrainingEvents.delete
        TrainingEvents.drop TrainingEvents.replace TrainingEvents.download TrainingEvents.keep
        TrainingEvents.edit TrainingEvents.close_editor TrainingEvents.write TrainingEvents.save
        PracticeEvents.packs PracticeEvents.standing PracticeEvents.begin PracticeEvents.check
        PracticeEvents.next PracticeEvents.retry PracticeEvents.end PracticeEvents.results
        BankEvents.look BankEvents.packs BankEvents.filter BankEvents.open BankEvents.close
        BankEvents.write BankEvents.save BankEvents.retire BankEvents.import_results BankEvents.add
        BankEvents.draw
    """,
}
EVENTS: dict[str, Role] = {name: role for role, names in _BY_ROLE.items() for name in names.split()}
_RANKS: dict[Role, int] = {"reader": 0, "editor": 1, "keeper": 2}
# What gives out a file, which is noted.
EXPORTS = frozenset(("FaqEvents.download", "TalkEvents.export", "TrainingEvents.download"))
# What the page sets off by itself, without anybody having asked for it.
BY_ITSELF = frozenset(("load", "select", "tick", "then", "success", "change", "expand"))


def name_of(function: Any) -> str:
    """The name of an event's handler."""
    return str(getattr(function.fn, "__qualname__", ""))


def may(principal: Principal, function: Any) -> bool:
    """Whether a person may set an event off."""
    return reaches(principal.role, EVENTS.get(name_of(function), "keeper"))


def reaches(role: Role, needed: Role) -> bool:
    """Whether who has a role has what another one has."""
    return _RANKS[role] >= _RANKS[needed]


def by_itself(function: Any) -> bool:
    """Whether the page sets an event off without anybody having asked for it."""
    return all(event in BY_ITSELF for _control, event in function.targets)
