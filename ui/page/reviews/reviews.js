// --- What readers say of answers ------------------------------------------------------------
// An event "review": {turn, judgement, why, expected}. What is not right is asked for in a dialog.

let judged = null; // the button that opened it

function sendReview({ review, turn }, why = "", expected = "") {
  trigger("review", { turn: Number(turn), judgement: review, why, expected });
}

function onReview(event) {
  const button = event.target.closest?.("[data-review], [data-review-end]");
  if (!button) return;
  const dialog = document.getElementById("review");
  const [why, expected] = dialog.querySelectorAll("textarea");
  if (button.dataset.review === "right") {
    sendReview(button.dataset);
  } else if ("review" in button.dataset) {
    judged = button;
    const question = button.closest(".turn").querySelector("h2").textContent;
    dialog.querySelector("[data-slot=question]").textContent = question;
    why.value = expected.value = "";
    dialog.showModal();
    why.focus();
  } else {
    dialog.close(); // and the focus is on the button again
    if (button.dataset.reviewEnd === "send") sendReview(judged.dataset, why.value, expected.value);
  }
}

document.addEventListener("click", onReview, { signal });
