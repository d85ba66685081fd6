// Saves what is typed, well within a second after the last keystroke. Without this file the buttons save just as well.
// What the server has not taken is kept in the browser (kept.js) and sent again: after a lost line, a log-in, a new visit.
const form = document.querySelector("form[data-autosave]");
const saved = document.getElementById("saved");

if (form && saved) {
  // Fields of several boxes, and how what is ticked is kept.
  const SETS = { "about.joint": (ticked) => ticked.map(Number).sort((a, b) => a - b), "overall.seconds": (ticked) => ticked.sort() };
  const WAIT = 600, RETRY = 4000, LONGEST_RETRY = 30000, PATIENCE = 20000, LONGEST_WAIT = 4000;
  const words = saved.querySelector("span");
  const more = document.getElementById("saved-more");
  const draft = form.elements.namedItem("draft").value;
  const queue = new Map(), unsure = {}, heldAs = {}, stuck = new Set();
  let gone = null, showsMore = false, inFlight = [], leaving = null;
  let settled = [], timer = null, running = false, stopped = false, trouble = "", failures = 0;

  const named = (name) => form.elements.namedItem(name);
  const boxes = (name) => [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
  const isHere = (name) => Boolean(named(`version.${name}`)) && boxes(name).length > 0;
  const squeeze = (text) => text.split(/\s+/).filter(Boolean).join(" ");

  const valueOf = (name) => {
    const [first, ...rest] = boxes(name);
    const ticked = [first, ...rest].filter((box) => box.checked);
    if (name in SETS) return ticked.length ? JSON.stringify(SETS[name](ticked.map((box) => box.value))) : "";
    if (first.type === "checkbox") return ticked.length ? "1" : "";
    if (first.type === "radio") return ticked[0]?.value ?? "";
    const wants = named(`wants.${name}`);
    const proposesNothing = first.dataset.frozen !== undefined && squeeze(first.value) === squeeze(first.dataset.frozen);
    return (wants && !wants.checked) || proposesNothing ? "" : first.value;
  };

  // Let the cursor stay with the words it stands in when somebody else's are put before them.
  const setText = (box, text) => {
    const old = box.value;
    let same = 0;
    while (same < old.length && same < text.length && old[same] === text[same]) same += 1;
    const moved = (place) => (place <= same ? place : Math.max(same, place + text.length - old.length));
    const [start, end, top] = [moved(box.selectionStart ?? 0), moved(box.selectionEnd ?? 0), box.scrollTop];
    box.value = text;
    if (document.activeElement === box) box.setSelectionRange(start, end);
    box.scrollTop = top;
  };

  const setValue = (name, value) => {
    const all = boxes(name);
    if (name in SETS) for (const box of all) box.checked = JSON.parse(value || "[]").map(String).includes(box.value);
    else if (all[0].type === "checkbox") all[0].checked = value === "1";
    else if (all[0].type === "radio") for (const box of all) box.checked = box.value === value;
    else if (all[0].dataset.frozen !== undefined) {
      if (named(`wants.${name}`)) named(`wants.${name}`).checked = value !== "";
      if (value) setText(all[0], value);
    } else if (all[0].value !== value) setText(all[0], value);
  };

  const setRead = (name, text, version) => {
    const base = named(`base.${name}`);
    if (base) base.value = text || boxes(name)[0].dataset.frozen || "";
    if (version !== undefined) named(`version.${name}`).value = version;
  };

  // What the page showed before anybody typed; a proposal that only stands there ready says nothing.
  const readText = (name) => {
    const text = named(`base.${name}`)?.value ?? "";
    if (name in SETS && text) return JSON.stringify(JSON.parse(text));
    return text === boxes(name)[0].dataset.frozen ? "" : text;
  };

  const say = (text, bad = false, long = "") => {
    words.textContent = text;
    saved.classList.toggle("is-bad", bad);
    if (!more) return;
    more.querySelector("[data-more]").textContent = long;
    more.querySelector("[data-signed-out]").hidden = trouble !== "out";
    more.hidden = !long;
  };

  const mirror = () => Kept.put(draft, Object.fromEntries([...queue].map(([name, entry]) => [name, { ...entry, unsure: unsure[name] ?? [] }])));

  const note = (name) => {
    queue.set(name, {
      value: valueOf(name), base: named(`base.${name}`)?.value ?? "", version: Number(named(`version.${name}`).value),
    });
    stuck.delete(name);
  };

  const later = (wait) => {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(save, wait);
  };

  const put = (name) => { note(name); mirror(); later(WAIT); };

  // Both texts stand side by side, and both are kept on the server until somebody has put them together.
  const showConflict = (name, conflict) => {
    heldAs[name] = conflict.held;
    if (!isHere(name)) return;
    const field = boxes(name)[0].closest(".field");
    field.querySelector(".conflict")?.remove();
    const box = document.createElement("div");
    box.className = "note note-soon conflict";
    box.setAttribute("role", "alert");
    const inside = document.createElement("div");
    inside.className = "stack";
    const title = document.createElement("p");
    title.textContent = saved.dataset.conflict;
    const theirs = document.createElement("blockquote");
    theirs.className = "quote";
    theirs.textContent = conflict.theirs;
    const row = document.createElement("div");
    row.className = "row";
    const button = (text, act) => {
      const made = document.createElement("button");
      made.type = "button";
      made.className = "btn btn-alt btn-s";
      made.textContent = text;
      made.addEventListener("click", () => {
        settled.push(heldAs[name]);
        delete heldAs[name];
        act();
        setRead(name, conflict.text, conflict.version);
        note(name);
        mirror();
        box.remove();
        later(0);
      });
      row.append(made);
    };
    button(saved.dataset.mine, () => {});
    button(saved.dataset.theirs, () => setValue(name, conflict.text));
    inside.append(title, theirs, row);
    box.append(inside);
    field.append(box);
  };

  // One field has been dealt with: what the server keeps, and what was typed meanwhile.
  const settle = (name, entry, body) => {
    delete unsure[name];
    const conflict = body.conflicts?.[name];
    if (conflict) showConflict(name, conflict);
    if (body.problems?.[name]) { stuck.add(name); return; }
    queue.delete(name);
    if (!isHere(name)) return;
    const merged = body.texts?.[name];
    const isSame = valueOf(name) === entry.value;
    if (conflict || heldAs[name]) setRead(name, entry.value);
    else if (isSame) {
      if (merged !== undefined) setValue(name, merged);
      setRead(name, merged ?? entry.value, body.versions[name]);
    } else {
      // Typed on meanwhile. The old version tells the server to put the next text together with what it has.
      setRead(name, entry.value, merged === undefined ? body.versions[name] : undefined);
    }
    if (!isSame) note(name);
  };

  const showPresent = (present) => {
    const place = document.getElementById("present");
    if (!present || !place) return;
    const text = present.map((one) => place.dataset.writes.replace("NAME", one.name).replace("WHERE", one.where)).join(" · ");
    if (place.textContent !== text) place.textContent = text;
    document.dispatchEvent(new CustomEvent("portal:present", { detail: present }));
    clearTimeout(gone);
    gone = setTimeout(() => { place.textContent = ""; }, 45000);
  };

  const keptWords = () => (Kept.works ? saved.dataset.offlineMore : saved.dataset.noStore);

  const failed = (sentEntries, reason) => {
    failures += 1;
    const isLine = !navigator.onLine || reason instanceof TypeError;
    if (navigator.onLine) for (const [name, entry] of sentEntries) unsure[name] = [...(unsure[name] ?? []), entry.value].slice(-5);
    trouble = isLine ? "line" : "server";
    // Whoever has just been asked to stay is given time to read it.
    const isAsked = isLine && Date.now() - warned < 10000;
    say(isLine ? saved.dataset.offline : saved.dataset.notSaved, true, isAsked ? saved.dataset.stay : keptWords());
    mirror();
    later(Math.min(RETRY * failures, LONGEST_RETRY));
  };

  const refused = async (response) => {
    const body = await response.json().catch(() => ({}));
    if (response.status === 410) {
      stopped = true;
      Kept.forget(draft);
      say(saved.dataset.sent, true, saved.dataset.sentMore);
    } else if (body.message) {
      stopped = true;
      say(saved.dataset.notSaved, true, body.message);
    } else {
      // Logged out here, or the session has ended: another tab may log in, and then it goes on.
      trouble = "out";
      say(saved.dataset.notSaved, true, saved.dataset.outMore);
      later(RETRY * 3);
    }
  };

  const answered = (body, sentEntries, sentSettled) => {
    trouble = "";
    failures = 0;
    settled = settled.filter((name) => !sentSettled.includes(name));
    for (const [name, entry] of sentEntries) settle(name, entry, body);
    mirror();
    if (showsMore && !queue.size) { location.reload(); return; }
    showPresent(body.present);
    document.dispatchEvent(new CustomEvent("portal:parts", { detail: body.parts }));
    const problem = Object.values(body.problems ?? {})[0];
    if (problem) say(saved.dataset.notSaved, true, problem);
    else if (Object.keys(heldAs).length) say(`${saved.dataset.saved} ${body.saved}`, true, saved.dataset.conflict);
    else say(`${saved.dataset.saved} ${body.saved}`);
  };

  const bodyOf = (entries) => JSON.stringify({
    draft,
    where: form.dataset.where ?? "",
    fields: Object.fromEntries(entries.map(([name, entry]) => [name, entry.value])),
    versions: Object.fromEntries(entries.map(([name, entry]) => [name, entry.version])),
    bases: Object.fromEntries(entries.map(([name, entry]) => [name, entry.base])),
    unsure: Object.fromEntries(entries.filter(([name]) => unsure[name]?.length).map(([name]) => [name, unsure[name]])),
    waiting: Object.fromEntries(entries.filter(([name]) => heldAs[name]).map(([name]) => [name, heldAs[name]])),
    settled,
  });

  // A log-in in another tab changes the token; the cookie has the newest.
  const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? named("csrfmiddlewaretoken").value;

  const post = (body, options) => fetch(form.dataset.autosave, {
    method: "POST", headers: { "Content-Type": "application/json", "X-CSRFToken": token() }, body, ...options,
  });

  const ready = () => [...queue].filter(([name]) => !stuck.has(name));

  async function save() {
    const entries = ready();
    if (running || stopped || !(entries.length || settled.length)) return;
    running = true;
    inFlight = entries;
    const sentSettled = [...settled];
    if (!trouble) say(saved.dataset.saving);
    try {
      const response = await post(bodyOf(entries), { signal: AbortSignal.timeout?.(PATIENCE) });
      if (response.status >= 500) throw new Error(String(response.status));
      if ([200, 409, 422].includes(response.status)) answered(await response.json(), entries, sentSettled);
      else await refused(response);
    } catch (reason) {
      failed(entries, reason);
    } finally {
      running = false;
      inFlight = [];
      leaving?.();
      if (!trouble && !stopped && (ready().length || settled.length)) later(WAIT);
    }
  }

  // What was left behind comes back into its field; the next save puts it together with what others have written.
  const restore = (entries) => {
    let shown = false;
    for (const [name, entry] of Object.entries(entries)) {
      if (queue.has(name)) continue;
      if (entry.unsure?.length) unsure[name] = entry.unsure;
      if (isHere(name)) {
        if (valueOf(name) === entry.value) { delete unsure[name]; continue; }
        setValue(name, entry.value);
        setRead(name, entry.base, entry.version);
        shown = true;
      }
      queue.set(name, { value: entry.value, base: entry.base, version: entry.version });
      // A remark that never came onto this page is shown when the server has it.
      if (!isHere(name) && /^remark\..*\.section$/.test(name) && entry.value === form.dataset.where) showsMore = true;
    }
    if (!queue.size) return;
    mirror();
    if (shown) say(saved.dataset.restored, false);
    later(0);
  };

  const noticed = (event) => {
    const name = event.target.name?.replace(/^wants\./, "");
    if (!name || !isHere(name)) return;
    const isNews = valueOf(name) !== readText(name);
    if (isNews || queue.has(name) || running || heldAs[name]) put(name);
  };

  // Without a line no other page comes; to press a link would only take this one away.
  let warned = 0;
  const stay = (event) => {
    if ((navigator.onLine && trouble !== "line") || Date.now() - warned < 10000) return false;
    event.preventDefault();
    warned = Date.now();
    say(saved.dataset.offline, true, saved.dataset.stay);
    return true;
  };

  form.addEventListener("input", noticed);
  form.addEventListener("change", noticed);
  // What the page has sent by itself goes along, so that the server never takes it for somebody else's.
  const sendUnsure = () => {
    for (const old of form.querySelectorAll("[data-unsure]")) old.remove();
    const texts = [...Object.entries(unsure).flatMap(([name, all]) => all.map((text) => [name, text])), ...inFlight.map(([name, entry]) => [name, entry.value])];
    for (const [name, text] of texts) {
      const input = document.createElement("input");
      Object.assign(input, { type: "hidden", name: `unsure.${name}`, value: text });
      input.dataset.unsure = "";
      form.append(input);
    }
  };

  // A saving that is on its way comes first: else the two would meet as if two people wrote.
  const afterSaving = (submitter) => {
    const wait = setTimeout(() => leaving?.(), LONGEST_WAIT);
    leaving = () => {
      clearTimeout(wait);
      leaving = null;
      running = false;
      form.requestSubmit(submitter);
    };
  };

  form.addEventListener("submit", (event) => {
    if (stay(event)) return;
    stopped = true;
    clearTimeout(timer);
    if (running) {
      event.preventDefault();
      if (!leaving) afterSaving(event.submitter);
      return;
    }
    sendUnsure();
    setTimeout(() => { stopped = false; }, PATIENCE);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    const leaves = link && !link.getAttribute("href").startsWith("#") && !link.target && !event.ctrlKey && !event.metaKey;
    if (leaves) stay(event);
  });
  window.addEventListener("online", () => {
    failures = 0;
    trouble = "";
    if (queue.size) later(0);
    else say(saved.dataset.back);
  });
  window.addEventListener("offline", () => { trouble = "line"; say(saved.dataset.offline, true, keptWords()); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden && queue.size) later(0); });
  window.addEventListener("pagehide", () => {
    const entries = ready();
    if (stopped || running || !entries.length) return;
    for (const [name, entry] of entries) unsure[name] = [...(unsure[name] ?? []), entry.value].slice(-5);
    mirror();
    post(bodyOf(entries), { keepalive: true }).catch(() => {});
  });
  window.addEventListener("beforeunload", (event) => { if (queue.size && !stopped && !Kept.works) event.preventDefault(); });

  // The server gave back what was typed before a log-in: it is saved as if it had been typed now.
  if (form.dataset.givenBack) {
    for (const input of form.querySelectorAll("input[name^='base.']")) {
      const name = input.name.slice(5);
      if (isHere(name) && valueOf(name) !== readText(name)) put(name);
    }
  }

  Kept.hold(draft);
  for (const wait of [0, 1500, 5000]) setTimeout(() => Kept.adopt(draft, restore), wait);
}
