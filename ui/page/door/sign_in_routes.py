"""Where one signs in and out: a page of its own, which needs nothing of the rest."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from assistant.people.passwords import AT_ONCE
from assistant.people.principal import HOUSE
from corpus.errors import AccessError, AssistantError
from corpus.wording import _, language
from ui.page.door.people import SIGN_IN, People
from ui.page.door.sign_ins import COOKIE, LONGEST_SECONDS, TooManyTries

SESSION = "/session"
WAITING = 40  # who signs in at once
NO_STORE = {"cache-control": "no-store"}
STYLE = """
:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:0;min-height:100vh;
display:grid;place-items:center;background:#f5f5f2;color:#1c1c1a}main{background:#fff;padding:2rem;
border:1px solid #c9c9c2;border-radius:.5rem;width:min(22rem,80vw)}
h1{font-size:1.25rem;margin:0 0 1rem}
label{display:block;margin:.75rem 0 .25rem}input{font:inherit;width:100%;padding:.5rem;
box-sizing:border-box;border:1px solid #6b6b66;border-radius:.25rem}
button{font:inherit;margin-top:1rem;padding:.5rem 1rem;border:0;
border-radius:.25rem;background:#1f4e79;color:#fff;width:100%}
[role=alert]{color:#9b1c1c;min-height:1.5em;margin:.75rem 0 0}
@media(prefers-color-scheme:dark){body{background:#161615;color:#eee}main{background:#222220;
border-color:#4a4a46}input{background:#161615;color:#eee;border-color:#9a9a94}[role=alert]{color:#ff9c9c}}
"""
SCRIPT = """
const form=document.querySelector("form"),told=document.querySelector("[role=alert]");
form.addEventListener("submit",async(event)=>{event.preventDefault();told.textContent="";
const answer=await fetch(form.action,{method:"POST",headers:{"content-type":"application/json"},
body:JSON.stringify(Object.fromEntries(new FormData(form)))}).catch(()=>null);
if(answer&&answer.ok){location.replace("/");return}
const said=answer?await answer.json().catch(()=>({})):{};
told.textContent=said.detail||form.dataset.failed;form.elements.password.value="";
form.elements.password.focus()});
"""


def page() -> str:
    """The page where one signs in, in the reader's language."""
    return f"""<!doctype html><html lang="{language()}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>{escape(_("Sign in"))} · {
        escape(_("Policy Assistant"))
    }</title><style>{STYLE}</style></head><body><main><h1>{escape(_("Policy Assistant"))}</h1>
<form action="{SESSION}" method="post" data-failed="{escape(_("That did not work; try again."))}">
<label for="name">{escape(_("Name"))}</label>
<input id="name" name="name" autocomplete="username" required autofocus maxlength="80">
<label for="password">{escape(_("Password"))}</label>
<input id="password" name="password" type="password" autocomplete="current-password" required
maxlength="1000"><button>{escape(_("Sign in"))}</button><p role="alert"></p></form></main>
<script>{SCRIPT}</script></body></html>"""


def add_routes(api: FastAPI, people: People, secure: bool) -> None:
    """The routes on an application; `secure` says that the page is shown over https."""

    # Passwords are looked at a few at once, apart from all other work, which they would hold up.
    limiter = CapacityLimiter(AT_ONCE)

    async def looked_at(work: Callable[..., str], *given: str) -> str:
        if limiter.statistics().tasks_waiting >= WAITING:
            raise TooManyTries(5)
        return await to_thread.run_sync(work, *given, limiter=limiter)

    def with_cookie(answer: Response, value: str, request: Request) -> Response:
        answer.set_cookie(
            COOKIE,
            value,
            max_age=int(LONGEST_SECONDS) if value else 0,
            path="/",
            secure=secure or request.url.scheme == "https",
            httponly=True,
            samesite="lax",
        )
        return answer

    @api.get(SIGN_IN)
    def sign_in_page(request: Request) -> Response:
        if not people.rooms.are_closed() or people.who(request) is not None:
            return RedirectResponse("/", 303, NO_STORE)
        return HTMLResponse(page(), headers=NO_STORE)

    @api.post(SESSION)
    async def sign_in(request: Request) -> Response:
        told = await _given(request)
        try:
            if not people.rooms.are_closed():
                raise AccessError(_("There are no accounts: everybody is let in."))
            value = await looked_at(
                people.sign_ins.begin, told("name"), told("password"), _address(request)
            )
        except AssistantError as error:
            if isinstance(error, AccessError):  # else who there is cannot be told
                people.note_refusal(told("name"))
            return _refused(error)
        people.note_sign_in(value)
        people.sign_ins.end(request.cookies.get(COOKIE, ""))
        return with_cookie(JSONResponse({}, headers=NO_STORE), value, request)

    @api.post("/sign-out")
    def sign_out(request: Request) -> Response:
        people.note_sign_out(request.cookies.get(COOKIE, ""))
        people.sign_ins.end(request.cookies.get(COOKIE, ""))
        # What the next person at this browser must not find there.
        answer = JSONResponse({}, headers={**NO_STORE, "clear-site-data": '"cache", "storage"'})
        return with_cookie(answer, "", request)

    @api.post("/password")
    async def password(request: Request) -> Response:
        told = await _given(request)
        try:
            value = await looked_at(
                people.sign_ins.change_password,
                request.cookies.get(COOKIE, ""), told("old"), told("new"), _address(request),
            )  # fmt: skip
        except AssistantError as error:
            return _refused(error)
        return with_cookie(JSONResponse({}, headers=NO_STORE), value, request)

    @api.get("/account")
    def account(request: Request) -> Response:
        principal = people.who(request)
        if principal is None or principal == HOUSE:
            return JSONResponse({"name": None}, headers=NO_STORE)
        session = people.sign_ins.session(request.cookies.get(COOKIE, ""))
        told = {
            "name": principal.name,
            "role": principal.role,
            "before": session.before if session else "",
            "own": session is not None,
        }
        return JSONResponse(told, headers=NO_STORE)


async def _given(request: Request) -> Any:
    told = await request.json()
    known = told if isinstance(told, dict) else {}
    return lambda name: str(known.get(name, "")) if isinstance(known.get(name), str) else ""


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _refused(error: AssistantError) -> Response:
    headers = dict(NO_STORE)
    if isinstance(error, TooManyTries):
        headers["retry-after"] = str(error.seconds)
        return JSONResponse({"detail": str(error)}, 429, headers)
    return JSONResponse({"detail": str(error)}, 403 if isinstance(error, AccessError) else 503,
                        headers)  # fmt: skip
