// --- The editor's desk: ticks and keys ------------------------------------------------------
// What is ticked stays so while the list is filtered. Keys press the buttons that stand there.

const ticked = new Set();
const TICKS = "#faq-entries input[data-tick-entry]";

function showTicks() {
  const boxes = [...document.querySelectorAll(TICKS)];
  const shown = new Set(boxes.map((box) => box.dataset.tickEntry));
  for (const id of ticked) if (!shown.has(id)) ticked.delete(id);
  for (const box of boxes) box.checked = ticked.has(box.dataset.tickEntry);
  const told = document.querySelector("#faq-entries .ticked");
  const words = ticked.size ? _("{count} ticked").replace("{count}", ticked.size) : "";
  if (told && told.textContent !== words) told.textContent = words;
}

// What a button does to many: their ids, with the versions that stand before the editor.
function bulk(button) {
  const bar = button.closest(".bulk");
  const boxes = document.querySelectorAll(`${TICKS}:checked`);
  return {
    ticked: [...boxes].map((box) => [box.dataset.tickEntry, Number(box.dataset.version)]),
    part: bar.querySelector("[data-bulk-part]").value,
    value: bar.querySelector("[data-bulk-value]").value,
  };
}

document.addEventListener("change", (event) => {
  const box = event.target.closest?.("input[data-tick-entry]");
  if (!box) return;
  ticked[box.checked ? "add" : "delete"](box.dataset.tickEntry);
  showTicks();
}, { signal });
document.addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-tick-all]")) return;
  const boxes = [...document.querySelectorAll(TICKS)];
  const all = boxes.every((box) => box.checked);
  for (const box of boxes) ticked[all ? "delete" : "add"](box.dataset.tickEntry);
  showTicks();
}, { signal });

const seen = (selector) => [...document.querySelectorAll(selector)].find((one) => one.offsetParent);

// Keys in an open entry.
function entryKey(key) {
  const steps = document.querySelector("#faq-bar .steps");
  if (key === "j") steps?.lastElementChild.click();
  if (key === "k") steps?.firstElementChild.click();
  if (key === "a") trigger("faq_move", { state: "approved", onward: true });
  if (key === "s") trigger("faq_move", { state: "in_review", onward: true });
  if (key === "u") trigger("faq_undo_move", {});
  if (key === "e") document.querySelector("#faq-wording textarea")?.focus();
  if (key === "l") seen('#faq-bar [data-faq="back"]')?.click();
}

// Keys in the list: the question that has the focus is the one that is meant.
function listKey(key) {
  const titles = [...document.querySelectorAll('#faq-entries [data-faq="open"]')];
  const row = document.activeElement?.closest("#faq-entries tr");
  const here = titles.findIndex((title) => row?.contains(title));
  if (key === "j") titles[Math.min(here + 1, titles.length - 1)]?.focus();
  if (key === "k") titles[Math.max(here - 1, 0)]?.focus();
  if (key === "x") row?.querySelector(".tick")?.click();
  if (key === "u") trigger("faq_undo", {});
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const typing = "textarea, select, dialog[open], .sidebar.open, input:not([type=checkbox])";
  if (event.target.closest?.(typing)) return;
  if (!["j", "k", "a", "s", "u", "e", "x", "l"].includes(event.key)) return;
  if (seen("#faq-view")) entryKey(event.key);
  else if (seen("#faq-entries table")) listKey(event.key);
  else return;
  event.preventDefault();
}, { signal });

// A list that is drawn anew keeps its ticks, whenever that is done.
const drawn = new MutationObserver(showTicks);
signal.addEventListener("abort", () => drawn.disconnect());
window.policyAssistant.desk = {
  listed: (list) => drawn.observe(list, { childList: true, subtree: true }),
};
