// A quiz on a bad line: one question at a time, every answer kept on the phone first and sent again until it has arrived.
// Without this script the page is one long form that works as well, as long as there is a line.
"use strict";
(() => {
  const form = document.getElementById("quiz");
  const { sitting, opened } = form.dataset;
  const address = `/sittings/${sitting}`;
  const key = `quiz:${sitting}`;
  const most = Number(form.dataset.adaptive || 0); // of an adaptive quiz
  const deadline = Number(form.dataset.deadline || 0);
  const ahead = Number(form.dataset.now) - Date.now(); // what our clock is ahead of the phone's
  const by = (id) => document.getElementById(id);
  const say = (name, n, more = {}) => {
    const [one, many] = form.dataset["say" + name].split("|");
    return Object.entries({ n, ...more }).reduce((text, [k, v]) => text.replace(`{${k}}`, v), many && n !== 1 ? many : one);
  };

  // What is kept: { number, handIn, answers: { item: { chosen, number, said_at, sent } } }
  let keeps = true;
  const read = () => {
    try { return JSON.parse(localStorage.getItem(key)) || {}; } catch { return {}; }
  };
  const kept = { answers: {}, handIn: false, number: 0, ...read() };
  kept.number = Math.max(kept.number, Number(form.dataset.number));
  const keep = () => {
    try { localStorage.setItem(key, JSON.stringify(kept)); keeps = true; } catch { keeps = false; }
  };
  const forget = () => {
    try { localStorage.removeItem(key); } catch { /* nothing was kept */ }
    if (window.caches) caches.open("quizzes").then((kept_) => kept_.delete(address));
  };
  const unsent = () => Object.entries(kept.answers).filter(([, a]) => !a.sent);
  const now = () => Date.now() + ahead;

  // ---- Sending: at most one request at a time, and later and later after failures.
  let wait = 0, timer = 0, isSending = false, csrf = form.elements.csrf.value, trouble = "";

  const post = (path) => {
    const listed = unsent().map(([item, a]) => ({ item, chosen: a.chosen, number: a.number, said_at: a.said_at }));
    const body = new URLSearchParams({ csrf, opened, answers: JSON.stringify(listed) });
    const stop = AbortSignal.timeout ? AbortSignal.timeout(10000) : undefined;
    return fetch(address + path, { method: "POST", body, headers: { Accept: "application/json" }, signal: stop });
  };
  const renew = async () => { // another secret, where somebody signed in again meanwhile
    const answer = await fetch(`${address}/state`, { headers: { Accept: "application/json" } });
    if (!answer.ok) { trouble = answer.status === 401 || answer.status === 404 ? "SignInAgain" : ""; return; }
    const told = await answer.json();
    csrf = told.csrf;
    if (told.is_over && !unsent().length) finish();
  };
  const finish = () => { forget(); location.replace(address); };

  const send = async () => {
    clearTimeout(timer);
    if (isSending || (!unsent().length && !kept.handIn)) return;
    isSending = true;
    trouble = "";
    show();
    const handsIn = kept.handIn;
    let told = null;
    try {
      const answer = await post(handsIn ? "/hand-in" : "/answers");
      if (answer.ok) told = await answer.json();
      else if (answer.status === 401 || answer.status === 403) await renew();
      else if (answer.status === 400) trouble = "Refused";
    } catch { /* no line: it is tried again */ }
    isSending = false;
    if (told) return arrived(told);
    wait = Math.min(60000, wait ? wait * 2 : 2000);
    timer = setTimeout(send, wait * (0.75 + Math.random() / 2));
    show();
    waiting.splice(0).forEach((go) => go(null));
  };
  const arrived = (told) => {
    wait = 0;
    for (const [item, number] of Object.entries(told.numbers)) {
      const answer = kept.answers[item];
      if (answer && (number >= answer.number || told.n_late > 0 || told.is_over)) answer.sent = true;
    }
    keep();
    trouble = told.is_elsewhere ? "Elsewhere" : "";
    if (told.is_over) return finish();
    show();
    waiting.splice(0).forEach((go) => go(told));
    if (unsent().length || kept.handIn) send();
  };

  const line = by("line");
  const show = () => {
    const n = unsent().length;
    const isStuck = wait > 0;
    let text = "";
    if (trouble) text = say(trouble);
    else if (kept.handIn && isStuck) text = say("WillHandIn");
    else if (n && isStuck) text = keeps ? say("Kept", n) : say("NotKept");
    else if (n || isSending) text = say("Sending");
    else if (Object.keys(kept.answers).length) text = say("AllSent");
    if (line.textContent !== text) line.textContent = text;
    line.classList.toggle("warn", Boolean(trouble) || (isStuck && (n > 0 || kept.handIn)));
  };

  // ---- Questions: one at a time, then the review.
  const questions = () => [...form.querySelectorAll("fieldset.question")];
  const chosenIn = (q) => q.querySelector("input:checked");
  const waiting = [];
  let at = 0;

  const took = (event) => {
    const q = event.target.closest("fieldset.question");
    if (!q) return;
    kept.number += 1;
    kept.answers[q.dataset.item] = { chosen: Number(event.target.value), number: kept.number, said_at: Math.round(now()), sent: false };
    keep();
    if (!most) send();
    else show();
    steps();
  };
  const restore = () => {
    for (const q of questions()) {
      const answer = kept.answers[q.dataset.item];
      if (!answer || (answer.sent && answer.number <= Number(form.dataset.number))) continue; // the page knows better
      const input = q.querySelector(`input[value="${answer.chosen}"]`);
      if (input) input.checked = true;
    }
  };
  const goTo = (n, focus = true) => {
    const all = questions();
    at = Math.max(0, Math.min(n, all.length));
    all.forEach((q, k) => { q.hidden = k !== at; });
    by("review").hidden = at !== all.length;
    if (at === all.length) list();
    steps();
    if (!focus) return;
    const target = at === all.length ? by("review") : all[at];
    target.focus({ preventScroll: true });
    window.scrollTo({ top: 0 });
  };
  const steps = () => {
    const all = questions();
    const isReview = at === all.length;
    by("back").hidden = at === 0 || (most > 0 && !isReview) || (most > 0 && isReview);
    by("next").hidden = isReview || (!most && at === all.length - 1);
    by("to-review").hidden = isReview || most > 0 || at !== all.length - 1;
    by("hand-in").hidden = !isReview;
    for (const id of ["back", "hand-in"]) by(id).disabled = kept.handIn;
    const n = most ? asked - (isReview ? 0 : 1) : all.filter(chosenIn).length;
    by("bar").style.width = `${(100 * n) / (most || all.length || 1)}%`;
  };
  const list = () => {
    const all = questions();
    const open = all.filter((q) => !chosenIn(q)).length;
    by("open-count").textContent = open ? say("NOpen", open) : say("AllAnswered");
    if (most) return;
    by("listed").replaceChildren(...all.map((q, k) => {
      const row = document.createElement("li"), link = document.createElement("a"), state = document.createElement("span");
      link.href = `#${q.id}`;
      link.textContent = say("QuestionN", k + 1);
      link.addEventListener("click", (event) => { event.preventDefault(); if (!kept.handIn) goTo(k); });
      state.textContent = say(chosenIn(q) ? "Answered" : "Open");
      if (!chosenIn(q)) row.className = "is-open";
      row.append(link, state);
      return row;
    }));
  };
  const handIn = () => {
    kept.handIn = true;
    keep();
    questions().forEach((q) => { q.disabled = true; });
    steps();
    wait = 0;
    send();
  };

  // ---- An adaptive quiz: the server says what comes next; with no line, the fixed form goes on where it can.
  let asked = Number(form.dataset.asked) + (most ? unsent().filter(([item]) => item !== questions()[0]?.dataset.item).length : 0);
  const numbered = (q) => {
    q.querySelector(".step").textContent = say("QuestionMost", asked, { of: most });
    q.id = `q${asked}`;
    return q;
  };
  const made = (question) => {
    const q = by("blank").content.firstElementChild.cloneNode(true);
    q.dataset.item = question.item;
    q.querySelector(".stem").textContent = question.stem;
    question.options.forEach((text, k) => {
      const label = document.createElement("label"), input = document.createElement("input"), words = document.createElement("span");
      label.className = "option";
      Object.assign(input, { type: "radio", name: `q-${question.item}`, value: String(k) });
      words.textContent = text;
      words.lang = q.querySelector(".stem").lang;
      label.append(input, words);
      q.append(label);
    });
    return q;
  };
  const spare = () => [...by("spare").content.querySelectorAll("fieldset")].find((q) => !(q.dataset.item in kept.answers));
  const follow = (told) => {
    const last = questions().at(-1);
    const next = told ? (told.following ? made(told.following) : null) : asked < most ? spare()?.cloneNode(true) : null;
    if (next && last?.dataset.item !== next.dataset.item) {
      asked += 1;
      questions().forEach((q) => q.remove());
      form.insertBefore(numbered(next), by("review"));
      goTo(0);
    } else goTo(questions().length);
  };
  const further = () => {
    const q = questions()[at];
    if (most && !chosenIn(q)) { line.textContent = say("ChooseFirst"); line.classList.add("warn"); q.focus(); return; }
    if (!most) { goTo(at + 1); return; }
    waiting.push(follow);
    if (isSending) return;
    if (unsent().length) { send(); return; }
    waiting.splice(0).forEach(() => location.reload());
  };

  // ---- The clock.
  const clock = by("clock");
  const tick = () => {
    const left = Math.max(0, Math.round((deadline - now()) / 1000));
    clock.textContent = say("Left", 0, { time: `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` });
    clock.classList.toggle("short", left < 60);
    if (left > 0) { setTimeout(tick, 1000); return; }
    if (!kept.handIn) { handIn(); goTo(questions().length, false); line.textContent = say("TimeUpNow"); }
  };

  form.addEventListener("change", took);
  form.addEventListener("submit", (event) => event.preventDefault());
  by("back").addEventListener("click", () => goTo(at - 1));
  by("next").addEventListener("click", further);
  by("to-review").addEventListener("click", () => goTo(questions().length));
  by("hand-in").addEventListener("click", handIn);
  window.addEventListener("online", () => { wait = 0; send(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
  document.querySelectorAll(".plain").forEach((part) => { part.hidden = true; });
  document.querySelector(".steps").hidden = false;
  by("progress").hidden = false;
  restore();
  const first = questions().findIndex((q) => !chosenIn(q));
  goTo(kept.handIn || first < 0 ? questions().length : first, false);
  if (kept.handIn) questions().forEach((q) => { q.disabled = true; });
  if (most && !kept.handIn && first < 0 && questions().length) waiting.push(follow);
  if (deadline) tick();
  show();
  send();
  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.register("/worker.js").catch(() => { /* plain http: the quiz does without */ });
    navigator.serviceWorker.ready.then((w) => w.active?.postMessage({ keep: address }));
  }
})();
