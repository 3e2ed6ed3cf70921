"""A whole pack written by hand: true quotes of the briefs, every type of item, every part."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from assistant.answer import Answer, Citation
from assistant.answer_parts import written
from assistant.training.citing import cite
from assistant.training.pack import (
    BLANK,
    FALSE,
    TRUE,
    Actor,
    CitedDocument,
    Event,
    GlossaryTerm,
    Item,
    Missing,
    Pack,
    Quoted,
    Rejected,
    Section,
)
from corpus.document import Document
from corpus.loading import load_document

BRIEFS = Path(__file__).resolve().parents[2] / "corpus" / "documents"
ACTORS = "actors-and-regional-approaches.md"
CASES = "case-studies.md"
CHRONOLOGY = "chronology-2024-2026.md"
COMPETITION = "emerging-technologies-and-strategic-competition.md"
DEBATES = "debates-and-controversies.md"
GLOSSARY = "glossary.md"
INSTRUMENTS = "instruments-and-mechanisms.md"
VIETNAM = "vietnam-science-and-technology-diplomacy.md"
PAGED = CASES  # is taken for a file of pages, so that the sample has citations with a page
PAGE_LENGTH = 1_500  # characters


class Shelf:
    """The briefs, read when they are cited first; a quote has one number however often cited."""

    def __init__(self) -> None:
        self._documents: dict[str, Document] = {}
        self._cited: dict[tuple[str, int, int], Citation] = {}

    def cite(self, source: str, quote: str) -> Citation:
        """The citation of the only place where the brief says these words."""
        document = self._documents.get(source) or self._documents.setdefault(source, _read(source))
        assert document.text.count(quote) == 1, f"{source} says {quote!r} not once"
        start = document.text.index(quote)
        place = (source, start, start + len(quote))
        if place not in self._cited:
            citation = cite(document, start, start + len(quote))
            self._cited[place] = replace(citation, marker=len(self._cited) + 1)
        return self._cited[place]

    def quoted(self, source: str, quote: str) -> Quoted:
        return Quoted(quote, self.cite(source, quote))

    def sources(self) -> tuple[CitedDocument, ...]:
        first = {one.document_id: one for one in reversed(list(self._cited.values()))}
        held = sorted(first.values(), key=lambda one: one.marker)
        return tuple(
            CitedDocument(number, one.document_id, one.source, one.title, one.date, one.publisher)
            for number, one in enumerate(held, start=1)
        )


def sample_pack() -> Pack:
    """Form A on semiconductors and AI governance, for officials who prepare a dialogue."""
    shelf = Shelf()
    pack = Pack(
        topic="Semiconductors and AI governance",
        audience="Officials who prepare a dialogue",
        seed=1,
        pages=2,
        revision=1204,
        date="2026-11-22",
        briefing=_briefing(shelf),
        timeline=_timeline(shelf),
        glossary=_glossary(shelf),
        actors=_actors(shelf),
        questions=_questions(shelf),
        items=_items(shelf),
        rejected=(
            Rejected(
                "What emphasize resilience against coercive technology policies?",
                "the stem does not stand alone: it does not say what is asked for",
            ),
            Rejected(
                f"ISO and IEEE are examples of {BLANK}.",
                "the answer “standard-setting bodies” is visible in the stem of q-07",
            ),
        ),
        gaps=(
            Missing(
                "Which subsidies do governments pay for the production of semiconductors?",
                "The documents name targeted subsidies as a measure, but give no sum and no "
                "recipient.",
            ),
            Missing("Export controls on lithography machines", "No document mentions them."),
        ),
        notes=(
            "12 of the 30 items that were asked for could be made: the documents on this topic "
            "hold no more facts that make a fair question.",
        ),
    )
    return replace(pack, sources=shelf.sources())


def _read(source: str) -> Document:
    document = load_document(BRIEFS / source)
    if source != PAGED:
        return document
    return replace(document, page_starts=tuple(range(0, len(document.text), PAGE_LENGTH)))


def _briefing(shelf: Shelf) -> tuple[Section, ...]:
    told = {
        "The semiconductor supply chain": (
            (CASES, "Semiconductors form the foundation of the digital economy, of national "
                    "security and of productivity in nearly every industry."),
            (CASES, "In semiconductors, sovereign capacity in chip design, fabrication and "
                    "packaging meets both international cooperation and international "
                    "competition."),
            (CASES, "Diplomacy on semiconductors has three aims: to avoid bottlenecks, to ensure "
                    "access to manufacturing capacity and to protect IP across borders."),
            (COMPETITION, "Semiconductors and robotic systems are foundational, because they are "
                          "the physical infrastructure on which the other technologies operate "
                          "efficiently and in step."),
        ),
        "AI governance and standards": (
            (CASES, "As AI technologies scale up, nations negotiate norms on safety, "
                    "accountability and long-term implications."),
            (CASES, "Diplomacy on AI governance aims to prevent safety standards from falling in "
                    "a race to the bottom."),
            (COMPETITION, "The present mechanisms of governance, global and national, have not "
                          "kept up with the development of technology."),
        ),
        "Export controls and the debate about them": (
            (INSTRUMENTS, "Export controls and investment screening are targeted controls on "
                          "strategic investments and on transfers of dual-use technologies."),
            (DEBATES, "Critics of strategic controls sometimes claim that the controls are "
                      "protectionist or that they distort markets."),
            (DEBATES, "Some observers worry that decoupling technology ecosystems could produce "
                      "a fragmented global landscape, with slower innovation and higher costs."),
        ),
        "Vietnam's position": (
            (VIETNAM, "National competition increasingly turns on the ability to dominate "
                      "foundational technologies: AI, biotechnology, quantum computing, "
                      "renewable energy and semiconductors."),
            (CASES, "The agreement with NVIDIA was signed on 5 December 2024 and concerns an AI "
                    "Research and Development Center and an AI Data Center in Vietnam."),
        ),
    }  # fmt: skip
    return tuple(
        Section(heading, tuple(shelf.quoted(*one) for one in sentences))
        for heading, sentences in told.items()
    )


def _timeline(shelf: Shelf) -> tuple[Event, ...]:
    told = (
        ("2024-04", "April 2024",
         "April 2024: Vietnam hosted the first of two ASEAN Future Forums (AFF)."),
        ("2024-12-05", "5 December 2024",
         "5 December 2024: Prime Minister Pham Minh Chinh and NVIDIA Chairman Jensen Huang "
         "witnessed the signing of the agreement with NVIDIA Corporation on an AI Research and "
         "Development Center and an AI Data Center in Vietnam."),
        ("2025-02", "February 2025",
         "February 2025: Vietnam hosted the second of two ASEAN Future Forums (AFF)."),
        ("2025-02-14", "14 February 2025",
         "14 February 2025: Vu Le Thai Hoang, Ambassador of Vietnam to Austria, visited and "
         "worked with the International Institute for Applied Systems Analysis (IIASA)."),
        ("2025-03-25", "25-26 March 2025",
         "25-26 March 2025: A delegation from Vietnam attended the UNESCO Ministerial "
         "Conference on Science Diplomacy in Paris, France."),
        ("2026", "2026", "2026: Vietnam chairs the NPT Review Conference."),
    )  # fmt: skip
    return tuple(
        Event(date, shown, text, shelf.cite(CHRONOLOGY, text)) for date, shown, text in told
    )


def _glossary(shelf: Shelf) -> tuple[GlossaryTerm, ...]:
    told = {
        "Cyber diplomacy": "Cyber diplomacy is diplomacy on cyberspace that stresses deterrence, "
        "attribution and the response to disruptive incidents.",
        "Export controls": "Export controls restrict, in a targeted way, the transfer of dual-use "
        "technologies.",
        "Geotechnology": "\"Geotechnology\" is the field to which the focus of strategic "
        "competition is gradually shifting from geopolitics.",
        "Standard-setting bodies": "Standard-setting bodies, such as ISO and IEEE, help to align "
        "global infrastructures with trusted practices.",
        "Supply chain diversification": "Supply chain diversification uses several suppliers, "
        "domestic capacity and secure logistics to reduce single points of failure.",
        "Technology diplomacy": "Technology diplomacy is the coordination of governments, "
        "international organizations and the private sector on the governance, distribution and "
        "protection of advanced technologies.",
    }  # fmt: skip
    return tuple(
        GlossaryTerm(term, text, shelf.cite(GLOSSARY, text)) for term, text in told.items()
    )


def _actors(shelf: Shelf) -> tuple[Actor, ...]:
    return (
        Actor(
            "European Union",
            "organisation",
            (
                shelf.quoted(
                    COMPETITION,
                    "The EU advances \"digital sovereignty\" and, for new technologies, legal "
                    "frameworks that are ethical.",
                ),
            ),
        ),
        Actor(
            "Japan",
            "country",
            (
                shelf.quoted(
                    COMPETITION,
                    "Japan combines AI with the reform of industry and with its response to an "
                    "aging population.",
                ),
            ),
        ),
        Actor(
            "Ministry of Foreign Affairs of Vietnam",
            "organisation",
            (
                shelf.quoted(
                    ACTORS,
                    "The Ministry of Foreign Affairs of Vietnam and a network of 98 Vietnamese "
                    "representative agencies abroad accompany ministries, sectors, businesses, "
                    "research institutes and universities.",
                ),
            ),
        ),
        Actor(
            "Nguyen Minh Vu",
            "person",
            (
                shelf.quoted(
                    CASES,
                    "Nguyen Minh Vu, Permanent Deputy Minister of Foreign Affairs, co-chaired the "
                    "high-level discussion on the Hanoi Convention together with Deputy Minister "
                    "of Public Security Pham The Tung, a Senior Lieutenant General.",
                ),
            ),
        ),
        Actor(
            "United States",
            "country",
            (
                shelf.quoted(
                    CASES,
                    "The global supply chain of the semiconductor industry is shaping the foreign "
                    "policy of the U.S.",
                ),
                shelf.quoted(
                    ACTORS,
                    "A cornerstone of technology diplomacy is still the close coordination of the "
                    "United States with the European Union.",
                ),
            ),
        ),
    )  # fmt: skip


def _questions(shelf: Shelf) -> tuple[Answer, ...]:
    aims = shelf.cite(
        CASES,
        "Diplomacy on semiconductors has three aims: to avoid bottlenecks, to ensure access to "
        "manufacturing capacity and to protect IP across borders.",
    )
    nvidia = shelf.cite(
        CASES,
        "The agreement with NVIDIA was signed on 5 December 2024 and concerns an AI Research and "
        "Development Center and an AI Data Center in Vietnam.",
    )
    precise = shelf.cite(
        INSTRUMENTS,
        "Export controls and investment screening are meant to be precise and not broad-based.",
    )
    proponents = shelf.cite(
        DEBATES,
        "Proponents of strategic controls argue that targeted and well-aimed controls protect "
        "critical capabilities and do not undermine the general dynamism of the global technology "
        "economy.",
    )
    return (
        _answer("What are the aims of diplomacy on semiconductors?", None, aims),
        _answer(
            "When was the agreement with NVIDIA signed, and what is it about?",
            "5 December 2024",
            nvidia,
        ),
        _answer("Do export controls harm ordinary trade?", None, precise, proponents, part=True),
    )


def _answer(question: str, short: str | None, *cited: Citation, part: bool = False) -> Answer:
    return Answer(
        question,
        question,
        "partial" if part else "answered",
        written(" ".join(f"{one.quote} [{one.marker}]" for one in cited)),
        short_answer=short,
        citations=cited,
        confidence=0.55 if part else 0.9,
    )


def _items(shelf: Shelf) -> tuple[Item, ...]:
    semiconductors, governance = "The semiconductor supply chain", "AI governance and standards"
    controls, vietnam = "Export controls and the debate about them", "Vietnam's position"
    forums = [
        shelf.cite(CHRONOLOGY, "April 2024: Vietnam hosted the first of two ASEAN Future Forums "
                               "(AFF)."),
        shelf.cite(CHRONOLOGY, "5 December 2024: Prime Minister Pham Minh Chinh and NVIDIA "
                               "Chairman Jensen Huang witnessed the signing of the agreement "
                               "with NVIDIA Corporation on an AI Research and Development Center "
                               "and an AI Data Center in Vietnam."),
        shelf.cite(CHRONOLOGY, "25-26 March 2025: A delegation from Vietnam attended the UNESCO "
                               "Ministerial Conference on Science Diplomacy in Paris, France."),
        shelf.cite(CHRONOLOGY, "16 April 2026: The reference \"Vietnam, China step up cooperation "
                               "in science, technology, innovation\" of the Vietnam News Agency "
                               "bears the date 16 April 2026."),
    ]  # fmt: skip
    terms = [
        shelf.cite(GLOSSARY, "\"Geotechnology\" is the field to which the focus of strategic "
                             "competition is gradually shifting from geopolitics."),
        shelf.cite(GLOSSARY, "Export controls restrict, in a targeted way, the transfer of "
                             "dual-use technologies."),
        shelf.cite(GLOSSARY, "Supply chain diversification uses several suppliers, domestic "
                             "capacity and secure logistics to reduce single points of failure."),
        shelf.cite(GLOSSARY, "Investment screening applies targeted controls to strategic "
                             "investments, in order to protect critical infrastructure."),
    ]  # fmt: skip
    signed = shelf.cite(
        CASES,
        "The agreement with NVIDIA was signed on 5 December 2024 and concerns an AI Research and "
        "Development Center and an AI Data Center in Vietnam.",
    )
    return (
        Item(
            "q-01",
            "multiple_choice",
            "Which company signed an agreement with Vietnam on an AI Research and Development "
            "Center?",
            "NVIDIA Corporation",
            "easy",
            (forums[1],),
            options=("Meta", "NVIDIA Corporation", "ISO", "IEEE"),
            section=vietnam,
        ),
        Item(
            "q-02",
            "multiple_choice",
            "What does diplomacy on AI governance aim to prevent?",
            "safety standards falling in a race to the bottom",
            "medium",
            (
                shelf.cite(
                    CASES,
                    "Diplomacy on AI governance aims to prevent safety standards from falling in "
                    "a race to the bottom.",
                ),
            ),
            options=(
                "the diversification of suppliers across several regions",
                "safety standards falling in a race to the bottom",
                "the exchange of information on incidents",
                "joint statements and dialogues at a high level",
            ),
            section=governance,
        ),
        Item(
            "q-03",
            "multiple_choice",
            "How many Vietnamese representative agencies abroad accompany ministries, businesses "
            "and universities?",
            "98",
            "hard",
            (
                shelf.cite(
                    ACTORS,
                    "The Ministry of Foreign Affairs of Vietnam and a network of 98 Vietnamese "
                    "representative agencies abroad accompany ministries, sectors, businesses, "
                    "research institutes and universities.",
                ),
            ),
            options=("57", "71", "98", "124"),
            section=vietnam,
        ),
        Item(
            "q-04",
            "cloze",
            f"Export controls restrict, in a targeted way, the transfer of {BLANK} technologies.",
            "dual-use",
            "easy",
            (terms[1],),
            accepted=("dual use",),
            section=controls,
        ),
        Item(
            "q-05",
            "cloze",
            f"Semiconductors and robotic systems are {BLANK}, because they are the physical "
            "infrastructure on which the other technologies operate efficiently and in step.",
            "foundational",
            "medium",
            (
                shelf.cite(
                    COMPETITION,
                    "Semiconductors and robotic systems are foundational, because they are the "
                    "physical infrastructure on which the other technologies operate efficiently "
                    "and in step.",
                ),
            ),
            section=semiconductors,
        ),
        Item(
            "q-06",
            "true_false",
            "The agreement with NVIDIA was signed on 14 February 2025.",
            FALSE,
            "medium",
            (signed,),
            options=(TRUE, FALSE),
            section=vietnam,
        ),
        Item(
            "q-07",
            "true_false",
            "ISO and IEEE are examples of standard-setting bodies.",
            TRUE,
            "easy",
            (shelf.cite(ACTORS, "ISO and IEEE are examples of standard-setting bodies."),),
            options=(TRUE, FALSE),
            section=governance,
        ),
        Item(
            "q-08",
            "matching",
            "Match each term with what it is.",
            (
                ("Geotechnology", "the field to which strategic competition is shifting"),
                ("Export controls", "restrict the transfer of dual-use technologies"),
                ("Supply chain diversification", "reduces single points of failure"),
                ("Investment screening", "applies targeted controls to strategic investments"),
            ),
            "medium",
            tuple(terms),
            options=(
                "applies targeted controls to strategic investments",
                "reduces single points of failure",
                "the field to which strategic competition is shifting",
                "restrict the transfer of dual-use technologies",
            ),
            section=controls,
        ),
        Item(
            "q-09",
            "ordering",
            "Put these events in the order in which they happened, the earliest first.",
            (
                "The first ASEAN Future Forum",
                "The signing of the agreement with NVIDIA Corporation",
                "The UNESCO Ministerial Conference on Science Diplomacy in Paris",
                "The reference of the Vietnam News Agency on cooperation with China",
            ),
            "hard",
            tuple(forums),
            options=(
                "The UNESCO Ministerial Conference on Science Diplomacy in Paris",
                "The first ASEAN Future Forum",
                "The reference of the Vietnam News Agency on cooperation with China",
                "The signing of the agreement with NVIDIA Corporation",
            ),
            section=vietnam,
        ),
        Item(
            "q-10",
            "short_answer",
            "On which date was the agreement between Vietnam and NVIDIA signed?",
            "5 December 2024",
            "medium",
            (signed, forums[1]),
            accepted=("December 5, 2024", "5 Dec 2024", "2024-12-05"),
            section=vietnam,
        ),
        Item(
            "q-11",
            "short_answer",
            "Where in the semiconductor supply chain does sovereign capacity meet cooperation and "
            "competition?",
            "chip design, fabrication and packaging",
            "hard",
            (
                shelf.cite(
                    CASES,
                    "In semiconductors, sovereign capacity in chip design, fabrication and "
                    "packaging meets both international cooperation and international "
                    "competition.",
                ),
            ),
            accepted=("in chip design, fabrication and packaging",),
            section=semiconductors,
        ),
        Item(
            "q-12",
            "true_false",
            "Vietnam hosted the second of two ASEAN Future Forums in April 2024.",
            FALSE,
            "hard",
            (
                shelf.cite(
                    CHRONOLOGY,
                    "February 2025: Vietnam hosted the second of two ASEAN Future Forums (AFF).",
                ),
            ),
            options=(TRUE, FALSE),
            section=vietnam,
        ),
    )
