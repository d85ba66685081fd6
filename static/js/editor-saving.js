// Saves what stands in the editor, well within a second after the last keystroke. What the server has not taken is kept in
// the browser (kept.js) and sent again: after a lost line, a log-in, a new visit. `page` reads and changes what stands there.
const sectionSaving = (form, page) => {
  const WAIT = 700, RETRY = 4000, LONGEST_RETRY = 30000, PATIENCE = 20000;
  const draft = form.dataset.draft;
  const shown = document.getElementById("saved"), words = shown.querySelector("span"), said = shown.dataset;
  const more = document.getElementById("saved-more");
  const held = document.getElementById("held");
  let base = page.revision, unsure = {}, dirty = false, timer = null, running = null, failures = 0;

  const say = (text, { bad = false, long = "", out = false } = {}) => {
    words.textContent = text;
    shown.classList.toggle("is-bad", bad);
    more.querySelector("[data-more]").textContent = long;
    more.querySelector("[data-signed-out]").hidden = !out;
    more.hidden = !long;
  };
  const keptWords = () => (Kept.works ? said.offlineMore : said.noStore);

  const mirror = () => Kept.put(draft, dirty || running ? { text: { ...page.read(), base, unsure } } : {});
  const later = (wait) => { clearTimeout(timer); timer = setTimeout(save, wait); };
  const changed = () => { dirty = true; mirror(); later(WAIT); };

  const remember = (blocks) => {
    for (const { id, html } of blocks) unsure[id] = [...(unsure[id] ?? []), html].slice(-5);
  };

  const failed = (sent, reason) => {
    failures += 1;
    dirty = true;
    // The server may have taken it all the same.
    remember(sent.blocks);
    mirror();
    const isLine = !navigator.onLine || reason instanceof TypeError || reason?.name === "TimeoutError";
    say(isLine ? said.offline : said.notSaved, { bad: true, long: keptWords() });
    later(Math.min(RETRY * failures, LONGEST_RETRY));
  };

  const refused = async (sent, response) => {
    const body = await response.json().catch(() => ({}));
    dirty = true;
    mirror();
    if (body.problem) { say(said.notSaved, { bad: true, long: body.problem }); return; }
    if (response.status >= 500) { failed(sent); return; }
    // Logged out here, or the session has ended: another tab may log in, and then it goes on.
    say(said.notSaved, { bad: true, long: said.outMore, out: true });
    later(RETRY * 3);
  };

  const answered = (sent, answer) => {
    failures = 0;
    const isSame = JSON.stringify(page.read()) === JSON.stringify(sent);
    const others = Object.keys(answer.changed).length || answer.gone.length || answer.order || answer.heading !== sent.heading || answer.kind !== sent.kind;
    if (isSame || !others) {
      base = answer.revision;
      unsure = {};
      if (others && isSame) page.take(answer);
      dirty = !isSame;
    } else {
      // Typed on meanwhile: the old state tells the server to put the next text together with what it has.
      remember(sent.blocks);
      dirty = true;
    }
    mirror();
    if (held.dataset.waiting !== String(answer.waiting) || answer.waiting) {
      held.innerHTML = answer.held;
      held.dataset.waiting = answer.waiting;
    }
    document.dispatchEvent(new CustomEvent("portal:present", { detail: answer.present }));
    document.dispatchEvent(new CustomEvent("portal:saved", { detail: answer.revision }));
    const last = document.getElementById("last-saved");
    if (last) last.textContent = answer.last;
    const text = `${said.saved} ${answer.saved}`;
    if (answer.problem) say(said.notSaved, { bad: true, long: answer.problem });
    else if (answer.waiting) say(text, { bad: true, long: said.clash });
    else if (others) say(text, { long: said.merged });
    else say(text);
    if (dirty) later(WAIT);
  };

  // A log-in in another tab changes the token; the cookie has the newest.
  const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? form.elements.namedItem("csrfmiddlewaretoken").value;
  const post = (body) => fetch(form.dataset.autosave, {
    method: "POST", redirect: "manual", headers: { "Content-Type": "application/json", "X-CSRFToken": token() }, body: JSON.stringify(body), signal: AbortSignal.timeout(PATIENCE),
  });

  async function save() {
    clearTimeout(timer);
    if (running || !dirty) return running;
    const sent = page.read();
    dirty = false;
    say(said.saving);
    running = (async () => {
      try {
        const response = await post({ ...sent, base, unsure });
        if (response.ok) answered(sent, await response.json());
        else await refused(sent, response);
      } catch (reason) {
        failed(sent, reason);
      } finally {
        running = null;
        if (!dirty) mirror();
      }
    })();
    return running;
  }

  // What a page that is closed now left behind goes to the server first: it puts it together with what is saved.
  const adopt = async (entries) => {
    if (!entries.text) return;
    Kept.put(`${draft}:kvar`, entries);
    const response = await post(entries.text).catch(() => null);
    if (!response?.ok) return;
    Kept.put(`${draft}:kvar`, {});
    location.reload();
  };

  const leave = async (event) => {
    if (!dirty && !running) return;
    event.preventDefault();
    const { target, submitter } = event;
    await save();
    if (!dirty) target.requestSubmit(submitter);
  };

  Kept.hold(draft);
  for (const wait of [0, 1500, 5000]) setTimeout(() => Kept.adopt(draft, adopt), wait);
  form.addEventListener("input", (event) => { if (!event.target.closest("#editor")) changed(); });
  form.addEventListener("submit", (event) => { event.preventDefault(); dirty = true; save(); });
  for (const other of document.querySelectorAll("main form")) if (other !== form && !other.closest("dialog, #markeringar")) other.addEventListener("submit", leave);
  held.addEventListener("submit", leave);
  // Before marking.js sends: comments and suggestions are about the saved text.
  document.getElementById("markeringar").addEventListener("submit", leave, true);
  addEventListener("online", () => later(0));
  addEventListener("pagehide", mirror);
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  return { changed };
};
