// Sends chosen files at once, piece by piece, and goes on after a lost line or a reload. Without this file the form
// sends them all together. What has not come to the server yet is kept in this browser until it has.
{
  const form = document.getElementById("ladda-upp");
  const PIECE = 1024 * 1024, RETRY = 2000, LONGEST_RETRY = 30000, PATIENCE = 60000;
  const DAY = 24 * 60 * 60 * 1000;
  const LOOKS = [1500, 2500, 4000, 8000, 15000, 30000];

  // Files that are on their way, kept with the address they go to. In a window that keeps nothing, they live with the page.
  const Shelf = (() => {
    let opened = null;
    const open = () => (opened ??= new Promise((done) => {
      try {
        const asked = indexedDB.open("bilagor", 1);
        asked.onupgradeneeded = () => asked.result.createObjectStore("files", { keyPath: "id" });
        asked.onsuccess = () => { asked.result.onversionchange = () => asked.result.close(); done(asked.result); };
        asked.onerror = asked.onblocked = () => done(null);
      } catch { done(null); }
    }));
    const use = async (mode, act) => {
      const base = await open();
      if (!base) return undefined;
      return new Promise((done) => {
        try {
          const asked = act(base.transaction("files", mode).objectStore("files"));
          asked.onsuccess = () => done(asked.result);
          asked.onerror = () => done(undefined);
        } catch { done(undefined); }
      });
    };
    return {
      put: (entry) => use("readwrite", (files) => files.put(entry)),
      drop: (id) => use("readwrite", (files) => files.delete(id)),
      all: async () => (await use("readonly", (files) => files.getAll())) ?? [],
    };
  })();

  if (form) {
    const input = form.elements.namedItem("files");
    const role = form.elements.namedItem("role");
    const shown = form.querySelector(".uploads");
    const status = form.querySelector("[data-status]");
    const list = document.getElementById("bilagda");
    const words = form.dataset;
    const jobs = [];
    let running = false, goesOn = null, looks = 0, timer = null;

    const megabytes = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1, minimumFractionDigits: 1 });
    const size = (bytes) => `${megabytes.format(bytes / 1e6)}\u00a0MB`;
    const fill = (text, name, done = "", all = "") => text.replace("DONE", done).replace("ALL", all).replace("NAME", name);
    const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? form.elements.namedItem("csrfmiddlewaretoken").value;
    const pause = (wait) => new Promise((done) => {
      const go = () => { clearTimeout(late); removeEventListener("online", go); done(); };
      const late = setTimeout(go, wait);
      addEventListener("online", go);
    });
    // Heard by those who do not see the lines; seen only where no line says it.
    const say = (text, isSeen = false) => { status.textContent = text; status.classList.toggle("hidden", !isSeen); };
    const make = (kind, facts = {}) => Object.assign(document.createElement(kind), facts);

    const changed = (file) => String(file.lastModified ?? "");
    const isSame = (known, file) => known.name === file.name && Number(known.size) === file.size && known.changed === changed(file);

    // One line for each file: its name, how far it has come, and a way to stop it.
    const line = (job) => {
      const row = make("li"), inside = make("span", { className: "grow" });
      job.words = make("small", { textContent: words.waiting });
      job.bar = make("progress", { max: job.file.size, value: 0 });
      job.bar.setAttribute("aria-label", fill(words.progress, job.file.name));
      job.button = make("button", { type: "button", className: "btn btn-plain btn-s", textContent: words.stop });
      job.button.setAttribute("aria-label", fill(words.cancel, job.file.name));
      job.button.addEventListener("click", () => stop(job));
      inside.append(make("b", { textContent: job.file.name }), job.bar, job.words);
      row.append(inside, job.button);
      job.row = row;
      shown.append(row);
      shown.hidden = false;
    };

    const leave = (job) => {
      const hadFocus = job.row.contains(document.activeElement);
      job.row.remove();
      shown.hidden = !shown.children.length;
      if (hadFocus) (shown.querySelector("button") ?? input).focus();
    };

    const progress = (job, come) => {
      job.bar.value = come;
      job.row.classList.remove("is-lost");
      job.words.textContent = come < job.file.size ? fill(words.sending, "", size(come), size(job.file.size)) : words.checking;
    };

    // The line stays with its words until somebody has closed it.
    const tell = (job, message, kind = "wrong") => {
      job.over = true;
      Shelf.drop(job.id);
      job.bar.remove();
      job.words.className = kind;
      job.words.textContent = message;
      job.button.textContent = words.close;
      job.button.setAttribute("aria-label", fill(words.dismiss, job.file.name));
      say(message);
    };

    const stop = (job) => {
      const wasOver = job.over;
      job.over = true;
      job.request?.abort();
      Shelf.drop(job.id);
      if (job.address && !wasOver) fetch(job.address, { method: "DELETE", headers: { "X-CSRFToken": token() } }).then(look, () => {});
      leave(job);
      finishWaiting();
    };

    // One request, with its progress. Rejects when the line is lost.
    const ask = (job, method, address, body, headers = {}, onProgress = null) => new Promise((done, fail) => {
      const request = new XMLHttpRequest();
      job.request = request;
      request.open(method, address);
      request.timeout = PATIENCE;
      for (const [name, value] of Object.entries({ "X-CSRFToken": token(), ...headers })) request.setRequestHeader(name, value);
      if (onProgress) request.upload.addEventListener("progress", (event) => onProgress(event.loaded));
      request.addEventListener("load", () => {
        let said = null;
        try { said = JSON.parse(request.responseText); } catch { /* a page, not an answer to this */ }
        if (request.status >= 500) fail(new Error(String(request.status)));
        else done({ status: request.status, said, offset: request.getResponseHeader("Upload-Offset") });
      });
      for (const name of ["error", "timeout", "abort"]) request.addEventListener(name, () => fail(new TypeError(name)));
      request.send(body);
    });

    const begin = async (job) => {
      const facts = { draft: words.draft, name: job.file.name, size: job.file.size, changed: changed(job.file), role: job.role };
      const { status: code, said } = await ask(job, "POST", words.begin, JSON.stringify(facts), { "Content-Type": "application/json" });
      if (code === 201) {
        job.address = said.address;
        job.offset = said.offset;
        await Shelf.put({ id: job.id, draft: words.draft, file: job.file, role: job.role, address: job.address, at: Date.now() });
      } else if (said?.message) tell(job, said.message);
      else throw new Error("out");
    };

    const findOut = async (job) => {
      const { status: code, said } = await ask(job, "GET", job.address, null);
      if (code === 200 && said) job.offset = said.offset;
      else if (code === 404) job.address = null;
      else throw new Error("out");
    };

    const piece = async (job) => {
      const part = job.file.slice(job.offset, job.offset + PIECE);
      const { status: code, said } = await ask(
        job, "PATCH", job.address, part, { "Upload-Offset": String(job.offset), "Content-Type": "application/offset+octet-stream" },
        (loaded) => progress(job, Math.min(job.offset + loaded, job.file.size)),
      );
      if (code === 200 && said?.file) { job.isDone = true; job.same = said.same; }
      else if ((code === 200 || code === 409) && said) job.offset = said.offset;
      else if (code === 404) job.address = null;
      else if (said?.message) tell(job, said.message);
      else if (code === 403 || !said) throw new Error("out");
    };

    const send = async (job) => {
      let failures = 0, unsure = Boolean(job.address);
      while (!job.isDone && !job.over) {
        try {
          if (!job.address) await begin(job);
          else if (unsure) { await findOut(job); unsure = false; }
          else { progress(job, job.offset); await piece(job); }
          failures = 0;
        } catch (reason) {
          if (job.over) return;
          failures += 1;
          unsure = true;
          job.row.classList.add("is-lost");
          job.words.textContent = reason.message === "out" ? words.out : words.lost;
          say(job.words.textContent);
          await pause(Math.min(RETRY * failures, LONGEST_RETRY));
          // A file that has been changed or taken away since it was chosen can never be read again.
          if (failures > 2 && !(await job.file.slice(0, 1).arrayBuffer().then(() => true, () => false))) tell(job, fill(words.failed, job.file.name));
        }
      }
      if (!job.isDone) return;
      job.over = true;
      await Shelf.drop(job.id);
      await look();
      if (job.same) { tell(job, job.same, "small"); return; }
      leave(job);
      say(fill(words.attached, job.file.name));
    };

    const work = async () => {
      if (running) return;
      running = true;
      for (let job; (job = jobs.find((one) => !one.over)); ) await send(job);
      running = false;
      finishWaiting();
    };

    const finishWaiting = () => {
      if (goesOn && !jobs.some((job) => !job.over) && !shown.children.length) form.requestSubmit(goesOn);
      else if (goesOn && !jobs.some((job) => !job.over)) goesOn = null;
    };

    const add = (file, facts = {}) => {
      const known = [...list.querySelectorAll("[data-upload]")].find((row) => isSame(row.dataset, file));
      const address = facts.address ?? known?.dataset.upload ?? null;
      if (address && jobs.some((job) => job.address === address && !job.over)) return;
      const job = { id: crypto.randomUUID?.() ?? String(Math.random()), role: role?.value, ...facts, file, address };
      jobs.push(job);
      line(job);
      Shelf.put({ id: job.id, draft: words.draft, file, role: job.role, address, at: facts.at ?? Date.now() });
      hideKnown();
      work();
    };

    // What is on its way here stands in the list below with its bar; it need not stand in the upper one too.
    const hideKnown = () => {
      for (const row of list.querySelectorAll("[data-upload]")) row.hidden = jobs.some((job) => job.address === row.dataset.upload && !job.over);
    };

    // The list as the server has it now; asked for again while something in it is being looked at.
    const look = async () => {
      clearTimeout(timer);
      try {
        const answer = await fetch(words.list);
        if (answer.ok && !answer.redirected) {
          const said = await answer.json();
          document.dispatchEvent(new CustomEvent("portal:parts", { detail: said.parts }));
          if (!list.contains(document.activeElement)) list.replaceChildren(...new DOMParser().parseFromString(said.list, "text/html").body.childNodes);
        }
      } catch { /* the line is lost; what stands there stays */ }
      hideKnown();
      watch();
    };
    const watch = () => {
      if (list.querySelector("[data-held]") && looks < LOOKS.length) timer = setTimeout(look, LOOKS[looks++]);
    };

    const take = (files) => { looks = 0; for (const file of files) add(file); };

    input.addEventListener("change", () => { take([...input.files]); input.value = ""; });
    const field = input.closest(".upload");
    field.addEventListener("dragover", (event) => { event.preventDefault(); field.classList.add("is-over"); });
    field.addEventListener("dragleave", () => field.classList.remove("is-over"));
    field.addEventListener("drop", (event) => { event.preventDefault(); field.classList.remove("is-over"); take([...event.dataTransfer.files]); });
    form.addEventListener("submit", (event) => {
      if (!jobs.some((job) => !job.over)) return;
      event.preventDefault();
      goesOn = event.submitter;
      say(words.wait, true);
    });
    window.addEventListener("beforeunload", (event) => { if (jobs.some((job) => !job.over && !job.address)) event.preventDefault(); });
    form.querySelector("[data-attach]").hidden = true;

    // Of several windows with this draft one takes over what earlier ones have left behind.
    const adopt = async () => {
      for (const kept of await Shelf.all()) {
        if (Date.now() - kept.at > DAY) Shelf.drop(kept.id);
        else if (kept.draft === words.draft && !jobs.some((job) => job.id === kept.id)) {
          await Shelf.drop(kept.id);
          add(kept.file, { role: kept.role, address: kept.address, at: kept.at });
        }
      }
    };
    const left = () => new Promise((letGo) => { addEventListener("pagehide", letGo, { once: true }); });
    if (navigator.locks) navigator.locks.request(`bilagor:${words.draft}`, { ifAvailable: true }, async (lock) => { if (lock) { await adopt(); await left(); } });
    else adopt();
    watch();
  }
}
