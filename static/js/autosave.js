// Saves what is typed about a second after the last keystroke. Without this file the buttons save just as well.
const form = document.querySelector("form[data-autosave]");
const saved = document.getElementById("saved");
const WAIT = 1000;
const RETRY = 5000;

if (form && saved) {
  const words = saved.querySelector("span");
  const changed = new Set();
  let timer = null;
  let running = false;
  let stopped = false;

  const named = (name) => form.elements.namedItem(name);
  const versionOf = (name) => named(`version.${name}`);

  const valueOf = (name) => {
    const boxes = form.querySelectorAll(`[name="${CSS.escape(name)}"]`);
    const first = boxes[0];
    if (first.type === "checkbox") {
      const ticked = [...boxes].filter((box) => box.checked);
      return name === "about.joint" ? JSON.stringify(ticked.map((box) => Number(box.value)).sort((a, b) => a - b)) : ticked.length ? "1" : "";
    }
    if (first.type === "radio") return [...boxes].find((box) => box.checked)?.value ?? "";
    return first.value;
  };

  const say = (text, bad = false) => {
    words.textContent = text;
    saved.classList.toggle("is-bad", bad);
  };

  const later = (wait) => {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(save, wait);
  };

  const takeVersions = (versions = {}) => {
    for (const [name, version] of Object.entries(versions)) if (versionOf(name)) versionOf(name).value = version;
  };

  // Both texts stand side by side; whoever writes decides. Nothing is overwritten unseen.
  const showConflict = (name, conflict) => {
    const field = form.querySelector(`[name="${CSS.escape(name)}"]`).closest(".field");
    field.querySelector(".conflict")?.remove();
    const note = document.createElement("div");
    note.className = "note note-stop conflict";
    note.setAttribute("role", "alert");
    const text = document.createElement("div");
    const title = document.createElement("p");
    title.textContent = saved.dataset.conflict;
    const theirs = document.createElement("blockquote");
    theirs.textContent = conflict.theirs;
    const keep = document.createElement("button");
    keep.type = "button";
    keep.className = "btn btn-alt btn-s";
    keep.textContent = saved.dataset.mine;
    keep.addEventListener("click", () => {
      versionOf(name).value = conflict.version;
      changed.add(name);
      note.remove();
      later(0);
    });
    text.append(title, theirs, keep);
    note.append(text);
    field.append(note);
  };

  const answered = async (response) => {
    if (response.status === 410 || response.status === 404) {
      stopped = true;
      say(saved.dataset.sent, true);
      return;
    }
    const body = await response.json();
    takeVersions(body.versions);
    if (response.status === 409) {
      for (const [name, conflict] of Object.entries(body.conflicts)) showConflict(name, conflict);
      say(saved.dataset.conflict, true);
    } else if (response.status === 422) {
      say(Object.values(body.problems)[0] ?? saved.dataset.long, true);
    } else if (response.ok) {
      say(`${saved.dataset.saved} ${body.saved}`);
    } else {
      throw new Error(String(response.status));
    }
  };

  const save = async () => {
    if (running || stopped || !changed.size) return;
    running = true;
    const names = [...changed];
    changed.clear();
    const fields = Object.fromEntries(names.map((name) => [name, valueOf(name)]));
    const versions = Object.fromEntries(names.map((name) => [name, Number(versionOf(name).value)]));
    say(saved.dataset.saving);
    try {
      const response = await fetch(form.dataset.autosave, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": named("csrfmiddlewaretoken").value },
        body: JSON.stringify({ draft: named("draft").value, fields, versions }),
      });
      await answered(response);
    } catch {
      for (const name of names) changed.add(name);
      say(saved.dataset.offline, true);
      later(RETRY);
    } finally {
      running = false;
      if (changed.size) later(saved.classList.contains("is-bad") ? RETRY : WAIT);
    }
  };

  const noticed = (event) => {
    const name = event.target.name;
    if (!name || !versionOf(name)) return;
    changed.add(name);
    later(WAIT);
  };

  form.addEventListener("input", noticed);
  form.addEventListener("change", noticed);
  form.addEventListener("submit", () => { stopped = true; clearTimeout(timer); });
  window.addEventListener("online", () => later(0));
  window.addEventListener("beforeunload", (event) => { if (changed.size && !stopped) event.preventDefault(); });
}
