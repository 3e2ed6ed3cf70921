// Runs once, as the script of the drawer of conversations (gr.HTML gives `element`, `trigger`,
// `watch`). It opens and closes the drawer and turns its buttons into events: "talks_show" (the
// list, or what is sought in it), "talks_open", "talks_delete" and "talks_clear".

window.policyTalks?.listeners.abort();
const listeners = new AbortController();
const signal = listeners.signal;
const body = document.body;
const DAYS = 400; // as long as a browser keeps a cookie
let opener = null;
let most = 0;
let waiting = null;
let deleting = false; // the row, and the focus in it, will be gone

const isOpen = () => body.classList.contains("talks-open");
const search = () => element.querySelector("#talks-search");
const say = (words) => { document.getElementById("announcer").textContent = words; };
const isBusy = () => document.querySelector("#conversation .turn[aria-busy=true]") !== null;

function show() {
  trigger("talks_show", { search: search().value, most });
}

function behind(hidden) {
  for (const id of ["header", "tabs", "panel"]) document.getElementById(id).inert = hidden;
  document.querySelector("[data-talks=open]")?.setAttribute("aria-expanded", String(hidden));
}

function open(from) {
  opener = from;
  most = 0;
  search().value = "";
  body.classList.add("talks-open");
  behind(true);
  show();
  requestAnimationFrame(() => search().focus({ preventScroll: true }));
}

function close(focus = true) {
  body.classList.remove("talks-open");
  behind(false);
  if (focus) opener?.focus();
}

function go(id) {
  if (isBusy()) {
    say(_("Another answer is being written."));
    return;
  }
  document.querySelector("#tabs [role=tab][data-tab-id=ask]")?.click();
  window.policyAssistant.opening = true;
  trigger("talks_open", { id });
}

// The switch is the browser's own: the server reads it with every question.
function keep(on) {
  document.cookie = `assistant_keep=${on ? "on" : "off"}; path=/; max-age=${DAYS * 86400}; samesite=strict`;
  say(on ? _("Conversations are kept.") : _("Nothing is kept from now on."));
  show();
}

function confirm(title, name, deed) {
  const dialog = document.getElementById("talks-confirm");
  dialog.querySelector("h2").textContent = title;
  dialog.querySelector("[data-slot=name]").textContent = name;
  dialog.deed = deed;
  dialog.showModal();
}

function askToDelete(button) {
  const id = button.dataset.talkDelete;
  confirm(_("Delete this conversation?"), button.dataset.name, () => trigger("talks_delete", { id }));
}

function askToClear(button) {
  confirm(_("Delete all conversations?"), button.dataset.name, () => trigger("talks_clear", {}));
}

const DEEDS = {
  open: (button) => open(button),
  close: () => close(),
  clear: askToClear,
  more: () => { most = element.querySelectorAll("[data-talk]").length + 50; show(); },
  keep: () => document.getElementById("talks-confirm").close(),
  confirm: () => {
    const dialog = document.getElementById("talks-confirm");
    dialog.close();
    deleting = true;
    dialog.deed();
  },
};

function onClick(event) {
  const button = event.target.closest?.("[data-talks], [data-talk], [data-talk-delete]");
  if (!button) return;
  if (button.dataset.talk) go(button.dataset.talk);
  else if (button.dataset.talkDelete) askToDelete(button);
  else DEEDS[button.dataset.talks]?.(button);
}

function onInput(event) {
  if (event.target.id !== "talks-search") return;
  clearTimeout(waiting);
  most = 0;
  waiting = setTimeout(show, 150);
}

function onKey(event) {
  if (event.key !== "Escape" || !isOpen() || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  event.stopPropagation();
  close();
}

document.addEventListener("click", onClick, { signal });
document.addEventListener("input", onInput, { signal });
document.addEventListener("keydown", onKey, { signal, capture: true });
document.addEventListener("change", (event) => {
  if ("talksKeep" in event.target.dataset) keep(event.target.checked);
}, { signal });

// What came of deleting is told above the list; the keyboard goes on there.
watch("value", () => {
  const told = deleting && element.querySelector("#talks-list > .done, #talks-list > .notice");
  if (!told) return;
  deleting = false;
  told.tabIndex = -1;
  told.focus({ preventScroll: true });
});

window.policyTalks = { listeners, close, isOpen };
