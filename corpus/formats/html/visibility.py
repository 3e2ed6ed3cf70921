"""What of a web page nobody sees: hidden elements that no control opens, and struck-out text.

PageStyles are known as far as the page itself says them: of each element, and of rules in `<style>`
for a tag, a class or an id. What scripts and files elsewhere do is not known; an element that a
button, a link, a script or another rule of the page names is taken for one that they open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import lxml.html

from corpus.formats.left_out import FADED, WHITE, WHITE_BEHIND, LeftOut, hides, strikes

UNSEEN = ("script", "style", "template", "noscript", "svg", "iframe", "object", "canvas", "select")
FIELDS = ("input", "textarea", "option")
PARTS = {"noscript": "parts for pages without scripts", "template": "templates",
         "svg": "drawings", "iframe": "frames", "object": "objects"}  # fmt: skip
MAX_CSS = 200_000
COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)  # one without an end goes on to the last
STATEMENT = re.compile(r"@(?:charset|import|namespace)\b[^;{}]{0,500};", re.IGNORECASE)
RULE = re.compile(r"([^{}]{1,500})\{([^{}]{0,2000})\}")
SIMPLE = re.compile(r"[a-z][a-z0-9]*|(?:[a-z][a-z0-9]*)?[.#][\w-]+", re.IGNORECASE)
LAST_PART = re.compile(r"[^\s>+~]+\Z")
NAME = re.compile(r"[.#]([\w-]+)")
SHOWS = re.compile(
    r"(?<![-\w])(?:display\s*:\s*(?!none)\w|visibility\s*:\s*visible"
    r"|(?:max-)?height\s*:\s*[^0\s])",
    re.IGNORECASE,
)
BACKGROUND = re.compile(r"(?<![-\w])background(?:-color|-image)?\s*:", re.IGNORECASE)
TELLING = re.compile(f"{FADED.pattern}|{BACKGROUND.pattern}|list-style", re.IGNORECASE)
OWN_DISPLAY = re.compile(r"(?<![-\w])(?:display|visibility)\s*:", re.IGNORECASE)
QUOTED = re.compile(r"""["'`]([^"'`\n]{1,200})["'`]""")
WORDS = re.compile(r"[\w-]+")
POINTING = ("aria-controls", "data-target", "data-bs-target", "data-toggle", "data-tab", "href")


@dataclass
class PageStyles:
    """The rules of a page's `<style>` by what they are for (`p`, `.note`, `p.note`, `#end`), and
    the classes and ids that some rule shows again."""

    rules: dict[str, str] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)

    def of(self, element: lxml.html.HtmlElement) -> str:
        """What the rules say of an element."""
        if not self.rules:
            return ""
        tag, name = element.tag, element.get("id", "")
        keys = [tag, f"#{name}", f"{tag}#{name}"] if name else [tag]
        for one in element.get("class", "").split()[:20]:
            keys += (f".{one}", f"{tag}.{one}")
        return ";".join(self.rules[key] for key in keys if key in self.rules)


def remove_unseen(tree: lxml.html.HtmlElement, styles: PageStyles) -> LeftOut:
    """Take out of the page what nobody sees or what is struck out; what follows it stays."""
    left_out = LeftOut()
    opened = styles.shown | set(_named_by_controls(tree))
    scripted = next(tree.iter("script"), None) is not None
    gone: list[lxml.html.HtmlElement] = []
    for element in tree.iter():
        _count_unread(element, left_out)
        if element.tag in UNSEEN:
            gone.append(element)
            continue
        own, ruled = element.get("style", ""), styles.of(element)
        if strikes(element.tag, f"{own};{ruled}"):
            left_out.struck += _has_words(element)
            gone.append(element)
        elif _is_white(element, own, styles):
            left_out.hidden += _has_words(element)
            gone.append(element)
        elif _is_hidden(element, own, ruled, scripted):
            if _can_be_opened(element, opened):
                # Those who read the page further on must not take it for hidden.
                for key in ("hidden", "style"):
                    element.attrib.pop(key, None)
                continue
            left_out.hidden += _has_words(element)
            gone.append(element)
    for element in gone:
        if element.getparent() is not None:
            element.drop_tree()
    # The words of a control that opens text are its heading; as a button they would be lost.
    for button in list(tree.iter("button")):
        titled = next(button.iterancestors("h1", "h2", "h3", "h4", "h5", "h6"), None) is not None
        if titled and button.getparent() is not None:
            button.drop_tag()
    return left_out


def _count_unread(element: lxml.html.HtmlElement, left_out: LeftOut) -> None:
    """Count what an element says beside the text of the page."""
    unread, tag = left_out.unread, element.tag
    unread["alt text"] += bool((element.get("alt") or "").strip())
    labels = (element.get("title"), element.get("aria-label"))
    unread["labels"] += sum(bool((label or "").strip()) for label in labels)
    if tag in FIELDS:
        told = (element.get("value"), element.get("placeholder"), element.text)
        unread["form fields"] += element.get("type") != "hidden" and any(
            (one or "").strip() for one in told
        )
    elif tag in ("noscript", "template", "svg", "iframe", "object", "canvas"):
        said = _has_words(element) or (element.get("srcdoc") or "").strip()
        unread[PARTS.get(tag, tag)] += bool(said)
    elif tag == "meta" and element.get("name", "").lower() in ("description", "keywords"):
        unread["file properties"] += bool((element.get("content") or "").strip())


def _is_hidden(element: lxml.html.HtmlElement, own: str, ruled: str, scripted: bool) -> bool:
    if element.tag in ("html", "body"):
        return False  # until a script has run; nobody hides a whole page for good
    by_rule = hides(ruled) and not OWN_DISPLAY.search(own)
    faded = not scripted and FADED.search(f"{own};{ruled}")
    return bool("hidden" in element.attrib or by_rule or faded or hides(own))


def _can_be_opened(element: lxml.html.HtmlElement, opened: set[str]) -> bool:
    """Whether something in the page names the element, or stands as a button right before it."""
    if element.get("hidden", "").strip().lower() == "until-found":
        return True  # whoever searches the page opens it
    if element.get("id") in opened or not opened.isdisjoint(element.get("class", "").split()):
        return True
    before = element.getprevious()
    if before is None:
        return False
    return _is_button(before) or any(
        _is_button(inner) for inner in before.iterchildren() if inner.getnext() is None
    )


def _is_button(element: lxml.html.HtmlElement) -> bool:
    return (
        element.tag in ("button", "summary")
        or element.get("role") in ("button", "tab")
        or element.get("aria-expanded") is not None
    )


def _is_white(element: lxml.html.HtmlElement, own: str, styles: PageStyles) -> bool:
    """Whether an element's own style makes its text white, on what is white too as far as told."""
    colour = f"color:{element.get('color')}" if element.tag == "font" else own
    if not WHITE.search(colour):
        return False
    for above in (element, *element.iterancestors()):
        says = f"{above.get('style', '')};{styles.of(above)}"
        if WHITE_BEHIND.search(says):
            return True
        if BACKGROUND.search(says) or above.get("bgcolor") or above.get("background"):
            return False
        if above.get("class") and above.tag not in ("html", "body"):
            return False  # a file elsewhere may give it a colour
    return True


def _has_words(element: lxml.html.HtmlElement) -> bool:
    return any(text.strip() for text in element.itertext())


def _named_by_controls(tree: lxml.html.HtmlElement) -> Iterator[str]:
    """The ids and classes that links, buttons and scripts of the page name."""
    for element in tree.iter():
        for key in POINTING:
            value = element.get(key, "")
            if key != "href" or value.startswith("#"):
                yield from (word.lstrip("#.") for word in value.split()[:20])
        told = element.get("onclick", "")
        if element.tag == "script" and "json" not in element.get("type", ""):
            told = (element.text or "")[:MAX_CSS]
        for quoted in QUOTED.findall(told) if told else ():
            yield from WORDS.findall(quoted)


def styles_of(tree: lxml.html.HtmlElement) -> PageStyles:
    """What the `<style>` elements of a page say, as far as it matters for what is read."""
    styles = PageStyles()
    css = "\n".join(element.text or "" for element in tree.iter("style"))[:MAX_CSS]
    for selectors, says in RULE.findall(_outermost(COMMENT.sub("", css))):
        told = hides(says) or strikes("", says) or TELLING.search(says)
        for selector in selectors.split(","):
            selector = selector.strip()
            if SIMPLE.fullmatch(selector):
                if told:
                    styles.rules[selector] = f"{styles.rules.get(selector, '')};{says}"
            elif SHOWS.search(says) and (last := LAST_PART.search(selector)):
                styles.shown.update(NAME.findall(last[0]))
    return styles


def _outermost(css: str) -> str:
    """The rules that hold everywhere: without those inside `@media` and the like."""
    css = STATEMENT.sub("", css)
    kept: list[str] = []
    depth = start = 0
    for brace in re.finditer(r"[{}]", css):
        depth = depth + 1 if brace[0] == "{" else max(0, depth - 1)
        if depth == 0:
            block = css[start : brace.end()]
            start = brace.end()
            if not block.lstrip().startswith("@"):
                kept.append(block)
    return "".join(kept)
