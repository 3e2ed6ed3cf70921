// Runs once, as the script of the source panel (gr.HTML gives `element`, `trigger`, `watch`).
// It listens for the whole page and turns links and buttons of our HTML into events:
// "source" (show a document), "example" (ask an example), "within" (ask in a document), "remove"
// (remove a document), "restore" (have it back), "sort" (sort it into collections), "forget"
// (forget a term), "reindex" (index the library again, or stop that) and "export" (a file of an
// answer, or of the whole conversation).

window.policyAssistant?.listeners.abort();
const listeners = new AbortController();
const signal = listeners.signal;
const body = document.body;
const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
let opener = null;
let requests = 0;
let turns = 0;
let exports = 0;
let reindexing = false; // pressed here, so that the keyboard goes on at what stops it
let changing = false; // so with what was removed or had back: its row, and the focus in it, are gone

const say = (words) => {
  const announcer = document.getElementById("announcer");
  if (announcer) announcer.textContent = words;
};

// The source panel

const isOpen = () => body.classList.contains("panel-open");

function openSource(key, from, radius) {
  if (!element.contains(from)) opener = { node: from, href: from.getAttribute("href") };
  requests += 1;
  trigger("source", { key, request: requests, radius: radius || 0 });
}

// Where the panel covers the whole page, the keyboard must not wander behind it.
function behind(hidden) {
  for (const id of ["header", "tabs"]) document.getElementById(id).inert = hidden;
}

function closeSource() {
  body.classList.remove("panel-open");
  behind(false);
  document.querySelectorAll(".cite.open, .card.open").forEach((one) => one.classList.remove("open"));
  // The answer may have been drawn again since: then its new chip takes the focus.
  let target = opener?.node;
  if (opener && !target.isConnected) {
    target = [...document.querySelectorAll("#conversation a, #library a")]
      .find((link) => link.getAttribute("href") === opener.href);
  }
  target?.focus();
}

watch("value", () => {
  const shown = element.querySelector(".panel-body");
  if (!shown?.dataset.request || shown.dataset.request === "0") return;
  body.classList.add("panel-open");
  behind(window.matchMedia("(max-width: 899px)").matches);
  const key = "#" + shown.dataset.key;
  document.querySelectorAll("#conversation a.cite, #conversation a.card").forEach((link) =>
    link.classList.toggle("open", link.getAttribute("href") === key));
  const wanted = localStorage.getItem("source-view") === "text" ? "text" : "page";
  if (element.querySelector(".sheets")) showAs(shown, wanted);
  const mark = marked(shown);
  const target = mark || element.querySelector("h2") || element.querySelector("[data-close]");
  const aside = element.querySelector("aside");
  requestAnimationFrame(() => {
    if (mark) mark.scrollIntoView({ block: "center" });
    else aside.scrollTop = 0;
    target?.focus({ preventScroll: true });
  });
});

// A source as its page or as its text: what was chosen last holds for the next one too.

const marked = (shown) => shown.querySelector(shown.dataset.shown === "page" ? ".spot" : "mark");

function showAs(shown, view) {
  shown.dataset.shown = view;
  shown.querySelectorAll("[data-view]").forEach((button) =>
    button.setAttribute("aria-pressed", String(button.dataset.view === view)));
  shown.querySelector("[data-larger]").hidden = view !== "page";
}

function switchTo(view) {
  const shown = element.querySelector(".panel-body");
  localStorage.setItem("source-view", view);
  showAs(shown, view);
  marked(shown)?.scrollIntoView({ block: "center", inline: "start" });
  say(view === "page" ? _("Page") : _("Text"));
}

function switchSize(button) {
  const large = element.querySelector(".sheets").classList.toggle("large");
  button.setAttribute("aria-pressed", String(large));
  element.querySelector(".spot")?.scrollIntoView({ block: "center", inline: "start" });
}

// A picture that did not come: the text is there. (Such an event does not rise, hence capture.)
function onPictureMissing(event) {
  if (!event.target.matches?.(".leaf img")) return;
  const shown = event.target.closest(".panel-body");
  showAs(shown, "text");
  shown.querySelector(".views").hidden = true;
  shown.querySelector("[data-undrawn]").hidden = false;
  marked(shown)?.scrollIntoView({ block: "center" });
}

// Copy and download: the texts wait in the page, next to their buttons.

// `rich` is HTML beside the plain text: what is pasted into takes the one that it knows.
async function copy(text, rich) {
  if (navigator.clipboard && window.isSecureContext) {
    if (!rich) return navigator.clipboard.writeText(text);
    const parts = { "text/plain": text, "text/html": rich };
    const blobs = Object.entries(parts).map(([type, part]) => [type, new Blob([part], { type })]);
    return navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
  }
  // Plain http on another machine of the office: the older way.
  const give = (event) => {
    event.preventDefault();
    event.clipboardData.setData("text/plain", text);
    if (rich) event.clipboardData.setData("text/html", rich);
  };
  document.addEventListener("copy", give, { once: true });
  document.execCommand("copy");
  document.removeEventListener("copy", give);
}

function copyOf(button) {
  const beside = (name) => button.parentElement.querySelector(name).textContent;
  const kind = button.dataset.copy;
  if (kind === "rich") return copy(beside(".for-copy"), beside(".for-rich"));
  return copy(beside(kind === "markdown" ? ".for-markdown" : ".for-copy"));
}

// The link holds for this browser alone: its cookie says whose the conversation is.
function copyLink(anchor) {
  const shown = document.querySelector("#conversation [data-conversation]").dataset.conversation;
  const { origin, pathname } = window.location;
  return copy(`${origin}${pathname}?conversation=${encodeURIComponent(shown)}#${anchor}`);
}

function flash(button, words) {
  button.dataset.label ||= button.textContent;
  button.textContent = words;
  say(words);
  setTimeout(() => { button.textContent = button.dataset.label; }, 1600);
}

// A file that the server made for this click; nothing of it is left there.
function save(element) {
  const file = element.querySelector("[data-file]")?.dataset;
  if (!file) return;
  const bytes = Uint8Array.from(atob(file.bytes), (letter) => letter.charCodeAt(0));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type: file.kind }));
  link.download = file.file;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  say(_("{name} is saved.").replace("{name}", file.file));
}

function exported(button) {
  const { export: format, turn } = button.dataset;
  button.closest("details").open = false;
  button.closest("details").querySelector("summary").focus();
  exports += 1;
  trigger("export", { format, turn: turn === undefined ? null : Number(turn), request: exports });
}

// The address names the conversation that is shown, so that a reload opens it again.
function keepAddress(conversation) {
  const shown = conversation.querySelector("[data-conversation]")?.dataset.conversation;
  const address = new URL(window.location.href);
  if ((address.searchParams.get("conversation") || "") === (shown || "")) return;
  if (shown) address.searchParams.set("conversation", shown);
  else address.searchParams.delete("conversation");
  address.hash = "";
  history.replaceState(null, "", address);
}

// To the answer that the address names, or the last one; the focus goes along where somebody has
// asked for this conversation, and not when the page is only loaded again.
function goTo(conversation, opened) {
  const linked = /^#turn-\d+$/.test(location.hash) && conversation.querySelector(location.hash);
  const asked = window.policyAssistant.opening;
  window.policyAssistant.opening = false;
  if (asked) window.policyTalks?.close(false);
  const turn = (!asked && linked) || [...conversation.querySelectorAll(".turn")].at(-1);
  if (!turn) return;
  requestAnimationFrame(() => {
    turn.scrollIntoView({ block: "start" });
    if (!asked && !linked) return;
    const heading = turn.querySelector("h2");
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  });
  say(_("Opened: {name}").replace("{name}", opened.dataset.name));
}

// Light and dark

const remembered = localStorage.getItem("theme");
if (remembered) body.classList.toggle("dark", remembered === "dark");

function switchTheme() {
  const dark = body.classList.toggle("dark");
  localStorage.setItem("theme", dark ? "dark" : "light");
  say(dark ? _("Dark") : _("Light"));
}

// An example, or a question of the gap list, which stands on the other tab.

// With `as`, the kind of request that it is taken for.

function askExample(question, as) {
  document.querySelector("#tabs [role=tab][data-tab-id=ask]")?.click();
  if (document.querySelector(".turn[aria-busy=true]")) say(_("Another answer is being written."));
  else trigger("example", { question, as });
}

// The document of the panel is chosen beside the box, where the question goes next.

function askWithin(id) {
  trigger("within", { id });
  if (isOpen()) closeSource();
  document.querySelector("#tabs [role=tab][data-tab-id=ask]")?.click();
  say(_("The next question is asked in this document."));
  requestAnimationFrame(() => document.querySelector("#question textarea")?.focus());
}

// Removing asks first.

function askToRemove(button) {
  const dialog = document.getElementById("confirm");
  dialog.querySelector("[data-slot=name]").textContent = button.dataset.name;
  dialog.dataset.id = button.dataset.remove;
  dialog.showModal();
}

function onClick(event) {
  const link = event.target.closest?.('a[href^="#cite-"], a[href^="#near-"], a[href^="#doc-"]');
  if (link) {
    event.preventDefault();
    openSource(link.getAttribute("href").slice(1), link);
    return;
  }
  const button = event.target.closest?.("button");
  if (!button) return;
  const data = button.dataset;
  if ("close" in data) closeSource();
  else if ("theme" in data) switchTheme();
  else if ("report" in data) openSource(`report-${data.report}`, button);
  else if ("view" in data) switchTo(data.view);
  else if ("larger" in data) switchSize(button);
  else if ("more" in data) openSource(element.querySelector(".panel-body").dataset.key, button, Number(data.more));
  else if ("example" in data) askExample(button.textContent);
  else if ("asQuestion" in data) askExample(data.asQuestion, "question");
  else if ("copy" in data) copyOf(button).then(() => flash(button, _("Copied")));
  else if ("copyLink" in data) copyLink(data.copyLink).then(() => flash(button, _("Link copied")));
  else if ("export" in data) exported(button);
  else if ("within" in data) askWithin(data.within);
  else if ("remove" in data) askToRemove(button);
  else if ("sort" in data) trigger("sort", { id: data.sort });
  else if ("forget" in data) trigger("forget", { short: data.forget });
  else if ("restore" in data) {
    changing = true;
    trigger("restore", { id: data.restore });
  }
  else if ("reindex" in data) {
    reindexing = true;
    trigger("reindex", { what: data.reindex });
  }
  else if ("keep" in data) document.getElementById("confirm").close();
  else if ("confirm" in data) {
    const dialog = document.getElementById("confirm");
    dialog.close();
    changing = true;
    trigger("remove", { id: dialog.dataset.id });
  }
}

// A menu closes when something else is done.
function closeMenus(event) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (event.key === "Escape" && menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    if (event.key === "Escape" || !menu.contains(event.target)) menu.open = false;
  }
}

function onKey(event) {
  if (event.key === "Escape" && document.querySelector("details.menu[open]")) {
    closeMenus(event);
    return;
  }
  if (event.key === "Escape" && isOpen() && !document.querySelector("dialog[open]")) {
    event.preventDefault();
    closeSource();
  }
}

document.addEventListener("click", onClick, { signal });
document.addEventListener("click", closeMenus, { signal });
document.addEventListener("focusin", closeMenus, { signal });
document.addEventListener("keydown", onKey, { signal });
document.addEventListener("error", onPictureMissing, { signal, capture: true });

window.policyAssistant = {
  listeners,
  // A new question moves to the top of the view; a growing answer does not pull at the page.
  follow(conversation) {
    const last = [...conversation.querySelectorAll(".turn")].at(-1);
    const asked = last ? 1 + Number(last.dataset.turn) : 0;
    const opened = conversation.querySelector("[data-opened]");
    if (opened) goTo(conversation, opened);
    else if (this.opening) {
      this.opening = false;
      window.policyTalks?.close();
    } else if (asked > turns) last.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
    turns = asked;
    keepAddress(conversation);
  },
  opening: false, // a conversation was asked for in the list
  save,
  reindexed(offer) {
    const button = reindexing && offer.querySelector("button:enabled");
    if (!button) return;
    button.focus();
    reindexing = false;
  },
  // The form that a row opens stands above a list that may be long.
  sorting(looks = 40) {
    const box = document.querySelector("#sort-collection input");
    box?.focus({ preventScroll: true });
    // It is drawn some time after it was opened.
    if (!box || document.activeElement !== box) {
      if (looks) setTimeout(() => this.sorting(looks - 1), 50);
      return;
    }
    document.getElementById("sort").scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
  },
  // What became of a document is told above a list that may be long: it is shown, and the keyboard
  // goes on there, at what undoes it.
  changed(status) {
    const told = changing && status.querySelector(".done, .notice");
    if (!told) return;
    changing = false;
    const target = told.querySelector("button") || told;
    if (target === told) told.tabIndex = -1;
    target.focus({ preventScroll: true });
    told.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
  },
};

// --- The FAQ tab ---------------------------------------------------------------------------
// Buttons with `data-faq` become events of their name, with what else their data says.

const FAQ_EVENTS = [
  "faq_open", "faq_back", "faq_move", "faq_more", "faq_everything",
  "faq_apart", "faq_merge", "faq_decide", "faq_undecide", "faq_rows", "faq_go", "faq_forget",
  "faq_review", "faq_stop", "faq_add", "faq_accept", "faq_leave", "faq_renew", "faq_bulk",
  "faq_undo", "faq_undo_move",
];
let openedEntry = null;
let begun = false;

const ticks = (state) => [...document.querySelectorAll(`#faq-mined input[data-mined]${state}`)];

// How many proposals are ticked stands on the button that adds them.
function countTicks() {
  const count = ticks(":checked").length;
  const add = document.querySelector('#faq-mined [data-faq="add"]');
  if (!add) return;
  add.disabled = count === 0;
  const words = count === 1 ? _("Add {count} as an entry") : _("Add {count} as entries");
  add.textContent = count ? words.replace("{count}", count) : _("Add the ticked");
}

function onFaqClick(event) {
  const link = event.target.closest?.('a[href^="#faq-"]');
  if (link) {
    event.preventDefault();
    openSource(link.getAttribute("href").slice(1), link);
    return;
  }
  const button = event.target.closest?.("button");
  if (!button) return;
  if ("tick" in button.dataset) {
    const all = ticks(":not(:checked)");
    (all.length ? all : ticks("")).forEach((box) => { box.checked = all.length > 0; });
    countTicks();
  }
  if (button.dataset.faq === "go" || button.closest("#faq-start")) begun = true;
  const name = `faq_${button.dataset.faq}`;
  if (!FAQ_EVENTS.includes(name)) return;
  const told = { ...button.dataset };
  if (name === "faq_add") told.ticked = ticks(":checked").map((box) => Number(box.dataset.mined));
  if (name === "faq_bulk") Object.assign(told, bulk(button));
  if (name === "faq_open") openedEntry = null;
  // The second click of two would meet the button that took this one's place.
  if (name === "faq_move" && event.detail > 1) return;
  trigger(name, told);
}

watch("value", () => {
  const key = "#" + element.querySelector(".panel-body")?.dataset.key;
  document.querySelectorAll('#tabs a[href^="#faq-"]').forEach((link) =>
    link.classList.toggle("open", link.getAttribute("href") === key));
});

// Pairs of questions are decided with a key each, while the keyboard is among them.
function onPairKey(event) {
  const pairs = event.target.closest?.("#faq-preview .alike[open]");
  if (!pairs || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const button = pairs.querySelector(`button[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!button) return;
  event.preventDefault();
  button.click();
}

document.addEventListener("keydown", onPairKey, { signal });
document.addEventListener("click", onFaqClick, { signal });
document.addEventListener("change", (event) => {
  if (event.target.matches?.("input[data-mined]")) countTicks();
}, { signal });

window.policyAssistant.faq = {
  // A newly opened entry takes the focus at its question; one that was only changed keeps it.
  opened(view) {
    const id = view.querySelector("[data-entry]")?.dataset.entry;
    if (!id || id === openedEntry) return;
    openedEntry = id;
    const heading = view.querySelector("h2");
    requestAnimationFrame(() => {
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
      document.getElementById("faq-bar").scrollIntoView({ block: "start" });
    });
  },
  // Back in the list, the keyboard is where it left it.
  closed() {
    const rows = [...document.querySelectorAll('#faq-entries [data-faq="open"]')];
    rows.find((row) => row.dataset.id === openedEntry)?.focus();
    openedEntry = null;
  },
  // Who has begun a list finds the keyboard at what stops it.
  working(work) {
    const button = begun && work.querySelector('[data-faq="stop"], [data-faq="review"]');
    if (button) button.focus();
    if (button) begun = false;
  },
  // What came of a button may stand out of sight.
  told(notice) {
    if (!notice.textContent.trim()) return;
    notice.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
    // Where the state was moved, another button stands under the focus now.
    if (document.activeElement?.dataset.faq === "move") {
      notice.tabIndex = -1;
      notice.focus({ preventScroll: true });
    }
  },
  // The next pair takes the focus, so that the next key decides it.
  nextPair() {
    requestAnimationFrame(() => {
      const pairs = document.querySelector("#faq-preview .alike");
      const next = pairs?.querySelector(".open-pair") ?? pairs?.querySelector("summary");
      next?.focus({ preventScroll: true });
      next?.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
    });
  },
  // The file that was made is handed out at once; its button is out of sight.
  handOut() {
    document.querySelector("#faq-file a, #faq-file")?.click();
  },
};
