// The Training tab. Runs behind page.js, in the same script: `trigger`, `openSource`, `signal`.
// Buttons with `data-training` or `data-practice` become events of their name, with what else
// their data says; forms with the class `practice` become "practice_check".

const TRAINING_EVENTS = [
  "training_open", "training_back", "training_delete", "training_drop", "training_replace",
  "training_stop", "training_edit", "training_keep", "training_bank", "practice_next", "practice_retry", "practice_end",
];
let openedPack = null;

function onTrainingClick(event) {
  const link = event.target.closest?.('a[href^="#training-"]');
  if (link) {
    event.preventDefault();
    openSource(link.getAttribute("href").slice(1), link);
    return;
  }
  const button = event.target.closest?.("button[data-training], button[data-practice]");
  if (!button) return;
  const data = button.dataset;
  const name = data.training ? `training_${data.training}` : `practice_${data.practice}`;
  // The second click of two would meet the button that took this one's place.
  if (!TRAINING_EVENTS.includes(name) || event.detail > 1) return;
  if (["training_open", "training_back", "training_delete"].includes(name)) openedPack = null;
  trigger(name, { ...data });
}

function onPracticeSubmit(event) {
  const form = event.target.closest?.("form.practice");
  if (!form) return;
  event.preventDefault();
  const fields = Object.fromEntries(new FormData(form));
  form.querySelectorAll("fieldset, button").forEach((one) => { one.disabled = true; });
  trigger("practice_check", { number: form.dataset.number, fields });
}

watch("value", () => {
  const key = "#" + element.querySelector(".panel-body")?.dataset.key;
  document.querySelectorAll('#tabs a[href^="#training-"]').forEach((link) =>
    link.classList.toggle("open", link.getAttribute("href") === key));
});

document.addEventListener("click", onTrainingClick, { signal });
document.addEventListener("submit", onPracticeSubmit, { signal });

function focusOn(target, block) {
  if (!target) return;
  requestAnimationFrame(() => {
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block, behavior: calm ? "auto" : "smooth" });
  });
}

window.policyAssistant.training = {
  // A newly opened pack takes the focus at its topic; one that was only changed keeps it.
  opened(bar) {
    const name = bar.querySelector('[data-training="delete"]')?.dataset.name;
    const topic = bar.querySelector(".pack-topic");
    if (!topic || name === openedPack) return;
    openedPack = name;
    focusOn(topic, "nearest");
  },
  // An item that is opened to be edited takes the focus at what it asks.
  editing(head) {
    if (!head.querySelector("h3")) return;
    // Its fields are mounted after it, where the editor was out of sight.
    requestAnimationFrame(() => focusOn(head.closest(".item-editor")?.querySelector("textarea"), "center"));
  },
  // What came of a button is shown anew, also where it stands in the same element.
  told(notice) {
    notice.classList.remove("told");
    void notice.offsetWidth;
    notice.classList.add("told");
  },
  // An item that is asked takes the focus at its first field, the score at its heading.
  asked(item) {
    const form = item.querySelector("form.practice");
    if (form) {
      form.reset();
      form.querySelectorAll("fieldset, button").forEach((one) => { one.disabled = false; });
    }
    focusOn(form ? form.querySelector("input, select") : item.querySelector(".score"), "center");
  },
  // What an answer was worth takes the focus, so that it is read at once.
  answered(feedback) {
    focusOn(feedback.querySelector(".feedback"), "nearest");
  },
  // The file that was made is handed out at once; its button is out of sight.
  handOut(id) {
    document.querySelector(`#${id} a, #${id}`)?.click();
  },
};
