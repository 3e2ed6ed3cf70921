"""An FAQ written by hand: true quotes of the briefs, and two questions without an answer."""

from __future__ import annotations

from pathlib import Path

from assistant.answer import Answer, Citation
from assistant.answer_parts import written
from assistant.faq.entry import Entry, Faq, Wording
from corpus.document import Chunk
from index.passage import Passage
from tests.support.page_fixture import ARCTIC

ROOT = Path(__file__).resolve().parents[2]
BRIEFS = ROOT / "corpus" / "documents"

# What a brief says of itself: its title and its date.
TITLES = {
    "vietnam-science-and-technology-diplomacy.md": (
        "Vietnam's science and technology diplomacy and its five tasks",
        "2025",
    ),
    "case-studies.md": (
        "Case studies - semiconductors, AI governance and cyber norms",
        "2025",
    ),
    "chronology-2024-2026.md": (
        "Chronology of science and technology diplomacy, 2024-2026",
        "2026-04-16",
    ),
    "people-and-talent.md": ("People and talent for technology diplomacy", "2026-04-16"),
    "vietnam-external-relations.md": (
        "Vietnam's external relations and strategic autonomy in practice",
        "2025",
    ),
    "arctic-statement.pdf": ("Joint Statement on Arctic Science Cooperation", "2025-03-26"),
}
TASKS = (
    "Vietnam researches and forecasts trends in technology and their impact on international "
    "relations.",
    "Vietnam learns from international experience, both bilateral and multilateral.",
    "Vietnam takes part in dialogue and negotiation in multilateral diplomacy, to shape the "
    "rules, standards and governance laws for emerging technology.",
)


def cite(marker: int, source: str, quote: str, *headings: str, page: int | None = None) -> Citation:
    # A line that is only wrapped is one line in the document.
    told = ARCTIC.replace("research\nfund", "research fund")
    text = told if page else (BRIEFS / source).read_text(encoding="utf-8")
    start = text.index(quote)
    title, date = TITLES[source]
    return Citation(
        marker=marker,
        document_id=f"{len(source):016x}",
        source=source,
        quote=quote,
        start=start,
        end=start + len(quote),
        title=title,
        date=date,
        publisher="Ministry of Foreign Affairs" if page else None,
        page=page,
        headings=(title, *headings),
    )


def near(source: str, text: str, *headings: str) -> Passage:
    title, date = TITLES[source]
    start = (BRIEFS / source).read_text(encoding="utf-8").index(text)
    chunk = Chunk(f"{len(source):016x}", start, start + len(text), text, (title, *headings))
    return Passage(chunk, score=0.4, source=source, title=title, date=date)


def answer(question: str, text: str, *citations: Citation, **told: object) -> Answer:
    given = {"status": "answered", "confidence": 0.91, "elapsed_ms": 84.2, **told}
    return Answer(question, question, parts=written(text), citations=citations, **given)  # type: ignore[arg-type]


def sample() -> Faq:
    five = "Vietnam's science and technology diplomacy needs to concentrate on five tasks:"
    nvidia = (
        "The agreement with NVIDIA was signed on 5 December 2024 and concerns an AI Research and "
        "Development Center and an AI Data Center in Vietnam."
    )
    witnessed = (
        "5 December 2024: Prime Minister Pham Minh Chinh and NVIDIA Chairman Jensen Huang "
        "witnessed the signing of the agreement with NVIDIA Corporation on an AI Research and "
        "Development Center and an AI Data Center in Vietnam."
    )
    agencies = (
        "The Ministry of Foreign Affairs of Vietnam works with a network of 98 representative "
        "agencies abroad."
    )
    model = (
        'The cooperation follows the "public-private-institute-school" model, which serves to '
        "connect research, technology transfer and implementation."
    )
    niche = (
        "Science and technology diplomacy should be established in Vietnam systematically and "
        'methodically, as a form of "niche diplomacy".'
    )
    talent = (
        'The article "The Era Of Tech Diplomacy Is Here" calls a talent pipeline the most '
        "critical need of tech diplomacy."
    )
    officials = (
        "Vietnam should develop a team of foreign affairs officials with knowledge of technology."
    )
    seat = (
        "Vietnam was re-elected for the 2026-2028 term of the United Nations Human Rights Council."
    )
    fund = (
        "Each participating state will contribute 4.2 million euros a year to the shared polar "
        "research fund from 2026 to 2030."
    )
    research = (
        "Polar research observations shall be published within twelve months under an open licence."
    )
    harmony = (
        "Vietnam maintains harmony and balance in its relations with major powers, according to "
        "the WVR article."
    )
    tasks = [
        cite(number, "vietnam-science-and-technology-diplomacy.md", words, "The five tasks")
        for number, words in enumerate(TASKS, start=1)
    ]
    items = "\n".join(f"- {words} [{number}]" for number, words in enumerate(TASKS, start=1))
    return Faq(
        title="Science and technology diplomacy: questions of embassies and provinces",
        revision=1204,
        date="2026-11-22",
        entries=(
            Entry(
                "hanoi-1",
                "Vietnam's approach",
                answer(
                    "What are the five tasks of Vietnam's science and technology diplomacy?",
                    f"{five} [1]\n\n{items}",
                    *tasks,
                    notes=("3 of 3 quotes verified.",),
                ),
                merged=(
                    Wording("paris-7", "Which tasks does science diplomacy of Vietnam have?"),
                    Wording("hue-3", "Năm nhiệm vụ của ngoại giao khoa học và công nghệ là gì?"),
                ),
                columns={"Asked by": "Ministry", "Priority": "high"},
                state="approved",
                owner="Nguyen Thi Lan",
                approved_on="2026-10-03",
                review_date="2027-04-03",
            ),
            Entry(
                "bergen-2",
                "Cooperation with partners",
                answer(
                    "How much does each state pay into the shared polar research fund?",
                    f"{' '.join(fund.split())} [1] {research} [2]",
                    cite(1, "arctic-statement.pdf", fund, "Funding of polar research", page=2),
                    cite(2, "arctic-statement.pdf", research, "Polar research data", page=3),
                    short_answer="4.2 million euros a year",
                ),
                columns={"Asked by": "Embassy in Oslo"},
                state="in_review",
            ),
            Entry(
                "hanoi-4",
                "Vietnam's approach",
                answer(
                    "How many representative agencies take part, and how do they work together?",
                    f"{agencies} [1] {model} [2]",
                    cite(
                        1,
                        "vietnam-science-and-technology-diplomacy.md",
                        agencies,
                        "Who carries it out",
                    ),
                    cite(
                        2,
                        "vietnam-science-and-technology-diplomacy.md",
                        model,
                        "Who carries it out",
                    ),
                    short_answer="98",
                    confidence=0.73,
                ),
                columns={"Asked by": "Embassy in Paris"},
            ),
            Entry(
                "hanoi-5",
                "Vietnam's approach",
                answer(
                    "Is science and technology diplomacy a form of “niche diplomacy”?",
                    f"{niche} [1]",
                    cite(1, "vietnam-science-and-technology-diplomacy.md", niche, "Approach"),
                ),
            ),
            Entry(
                "hue-12",
                "Cooperation with partners",
                answer(
                    "When was the agreement with NVIDIA signed, and who witnessed it?",
                    f"{nvidia} [1] {witnessed} [2]",
                    cite(1, "case-studies.md", nvidia, "Case study: AI governance and standards"),
                    cite(2, "chronology-2024-2026.md", witnessed, "2024"),
                    short_answer="5 December 2024",
                ),
                state="approved",
                approved_on="2026-11-02",
            ),
            Entry(
                "hue-13",
                "People",
                answer(
                    "What officials and experts does Vietnam need, and what will they be paid?",
                    f"{officials} [1]\n\n{talent} [2]",
                    cite(1, "people-and-talent.md", officials, "What Vietnam needs"),
                    cite(
                        2,
                        "people-and-talent.md",
                        talent,
                        "The talent pipeline in the American view",
                    ),
                    status="partial",
                    confidence=0.52,
                ),
            ),
            Entry(
                "hue-14",
                "Cooperation with partners",
                answer(
                    "Which countries opposed the re-election to the Human Rights Council?",
                    "The documents do not say: they mention “Human Rights Council”, but not "
                    "“opposed”.",
                    status="not_found",
                    confidence=0.11,
                    passages=(
                        near("vietnam-external-relations.md", seat, "Multilateral diplomacy"),
                        near("vietnam-external-relations.md", harmony, "Balance"),
                    ),
                ),
                merged=(Wording("paris-9", "Who voted against Vietnam in the Council?"),),
            ),
            Entry(
                "hue-15",
                "",
                answer(
                    "Giá cà phê ở Hà Nội là bao nhiêu?",
                    "The documents do not say: none of them mentions “cà” and “phê”.",
                    status="not_found",
                    confidence=0.02,
                ),
            ),
        ),
    )
