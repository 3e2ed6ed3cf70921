"""The rubric of nineteen item-writing flaws, by name.

    broken(item)            each criterion that an item breaks, with the reason
    CRITERIA                the functions, by the name that an editor sees

After Haladyna, Downing and Rodriguez 2002 (Applied Measurement in Education 15) and Tarrant et al.
2006, as the rubric for automatic checks of Moore et al. 2023 (arXiv:2307.08161) lists them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from assistant.training.pack import Item
from assistant.training.quiz.criteria.cues import (
    grammatical_cue,
    logical_cue,
    longest_option,
    word_repeated_from_stem,
)
from assistant.training.quiz.criteria.options import (
    complex_k_type,
    convergence,
    implausible_distractor,
    lost_sequence,
    more_than_one_correct,
    none_or_all_of_the_above,
)
from assistant.training.quiz.criteria.stems import (
    ambiguous_stem,
    fill_in_the_middle,
    gratuitous_information,
    negative_wording,
    unfocused_stem,
)
from assistant.training.quiz.criteria.wording import (
    absolute_terms,
    give_away,
    true_false_of_two_claims,
    vague_terms,
)
from corpus.wording import later

Criterion = Callable[[Item], str]
CRITERIA: Mapping[str, Criterion] = {
    later("ambiguous stem"): ambiguous_stem,
    later("implausible distractor"): implausible_distractor,
    later("none or all of the above"): none_or_all_of_the_above,
    later("longest option is right"): longest_option,
    later("grammatical cue"): grammatical_cue,
    later("logical cue"): logical_cue,
    later("word repeated from the stem"): word_repeated_from_stem,
    later("absolute terms"): absolute_terms,
    later("vague terms"): vague_terms,
    later("negative wording"): negative_wording,
    later("more than one correct"): more_than_one_correct,
    later("gratuitous information"): gratuitous_information,
    later("true or false of two claims"): true_false_of_two_claims,
    later("convergence"): convergence,
    later("unfocused stem"): unfocused_stem,
    later("lost sequence"): lost_sequence,
    later("complex K-type"): complex_k_type,
    later("gap in the middle"): fill_in_the_middle,
    later("give-away"): give_away,
}


def broken(item: Item) -> dict[str, str]:
    """The criteria that an item breaks, by name, each with what is wrong."""
    found = ((name, criterion(item)) for name, criterion in CRITERIA.items())
    return {name: reason for name, reason in found if reason}
