// --- The language of the page --------------------------------------------------------------
// Scripts give their words to `_`, which the server puts before them with SPOKEN: the words in the
// language of the page, and those that gradio's own parts say.

// Gradio names the language of the browser here.
function nameLanguage() {
  const page = document.documentElement;
  if (page.lang !== SPOKEN.language) page.lang = SPOKEN.language;
}

// Only where gradio speaks: the same words in a document stay as they are.
const GRADIO = "#upload, #faq-upload, #bank-file, .toast-wrap";

function translate(part) {
  const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  for (let node = walker.currentNode; node; node = walker.nextNode()) {
    if (node.nodeType === Node.TEXT_NODE) {
      const words = node.data.trim();
      if (words && SPOKEN.gradio[words]) node.data = node.data.replace(words, SPOKEN.gradio[words]);
      continue;
    }
    for (const name of ["aria-label", "title"]) {
      const words = node.getAttribute(name);
      if (words && SPOKEN.gradio[words]) node.setAttribute(name, SPOKEN.gradio[words]);
    }
  }
}

function translateGradio() {
  document.querySelectorAll(GRADIO).forEach(translate);
  // What a choice is called within stands on it as a tooltip.
  for (const choice of document.querySelectorAll("#training-types label")) {
    const box = choice.querySelector("input");
    const words = choice.textContent.trim();
    if (box && box.title !== words) box.title = words;
  }
}

function onLanguage(event) {
  const button = event.target.closest?.("[data-language]");
  if (!button || button.dataset.language === SPOKEN.language) return;
  document.cookie = `language=${button.dataset.language}; path=/; max-age=31536000; samesite=lax`;
  window.location.reload();
}

for (const [name, words] of Object.entries(SPOKEN.styles)) {
  document.documentElement.style.setProperty(name, words);
}
const named = new MutationObserver(nameLanguage);
named.observe(document.documentElement, { attributeFilter: ["lang"] });
nameLanguage();
document.addEventListener("click", onLanguage, { signal });
if (SPOKEN.language !== "en") {
  const said = new MutationObserver(translateGradio);
  said.observe(body, { childList: true, subtree: true, characterData: true });
  signal.addEventListener("abort", () => said.disconnect());
  translateGradio();
}
signal.addEventListener("abort", () => named.disconnect());
