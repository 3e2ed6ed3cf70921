"""Whether a question is in English, the language that the models know."""

from __future__ import annotations

from corpus.language.words import STOP_WORDS, words

FOREIGN_LETTERS = 0.12  # share of letters outside ASCII; Vietnamese has about 0.3

# The commonest words of French, German, Spanish, Italian, Portuguese, Dutch and Vietnamese
# without accents, less those that are English words too.
_FOREIGN = frozenset(
    """le la les des du un une est et sont quel quelle quels quelles qui que quand comment pourquoi
    dans pour avec der die das den dem und ist sind wer wie wann warum welche welcher mit von zu
    el los las lo y es son cual cuales cuando quien como por para del il gli di della sono quali
    quale che perche dove os uma quais qual onde porque het een van wat waarom wanneer zijn la gi
    nhu nao khi cua trong nhung va""".split()
)


def is_english(question: str) -> bool:
    """False where letters outside ASCII are many, or where the function words of other
    languages outnumber the English ones.
    """
    letters = [letter for letter in question if letter.isalpha()]
    if sum(not letter.isascii() for letter in letters) > FOREIGN_LETTERS * len(letters):
        return False
    found = [word.casefold() for word in words(question)]
    foreign = sum(word in _FOREIGN for word in found)
    return foreign == 0 or foreign <= sum(word in STOP_WORDS for word in found)
