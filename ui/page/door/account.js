// --- Who is signed in ----------------------------------------------------------------------
// Where there are accounts: the person's name in the masthead, behind it the last sign-in, another
// password, and the way out. What a role does not allow is not offered; the server refuses it anyway.

async function sendAccount(path, told) {
  const answer = await fetch(path, {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(told),
  });
  if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).detail || _("That did not work; try again."));
}

function accountMenu(account) {
  const make = (name, text, set = {}) => Object.assign(document.createElement(name), { textContent: text || "", ...set });
  const menu = make("details", "", { className: "account" });
  const body = make("div");
  if (account.before) {
    const at = new Date(account.before).toLocaleString(SPOKEN.language);
    body.append(make("p", `${_("Signed in before:")} ${at}`));
  }
  if (account.own) {
    const form = make("form");
    for (const [name, label, remembered] of [
      ["old", _("Password of now"), "current-password"], ["new", _("New password"), "new-password"],
    ]) {
      const field = make("input", "", { name, type: "password", autocomplete: remembered, required: true });
      const named = make("label", label);
      named.append(field);
      form.append(named);
    }
    const told = make("p", "");
    told.setAttribute("role", "status");
    form.append(make("button", _("Change the password")), told);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        await sendAccount("/password", Object.fromEntries(new FormData(form)));
        form.reset();
        told.textContent = _("The password is changed; all other sessions have ended.");
      } catch (error) {
        told.textContent = error.message;
      }
    }, { signal });
    const out = make("button", _("Sign out"), { type: "button" });
    out.addEventListener("click", async () => {
      await sendAccount("/sign-out", {}).catch(() => {});
      location.replace("/sign-in");
    }, { signal });
    body.append(form, out);
  }
  menu.append(make("summary", account.name), body);
  return menu;
}

async function showAccount() {
  const answer = await fetch("/account").catch(() => null);
  if (answer?.status === 401) location.replace("/sign-in");
  const account = answer?.ok ? await answer.json() : {};
  document.querySelector(".masthead .account")?.remove();
  if (!account.name) return;
  body.dataset.role = account.role;
  document.querySelector(".masthead .theme")?.before(accountMenu(account));
}
showAccount();
