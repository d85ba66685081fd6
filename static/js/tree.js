// Moving sections without leaving the page: by button, by key, by dragging. Without this file the buttons do it.
{
  const form = document.getElementById("tree");
  const place = form?.querySelector("[data-tree]");
  const said = document.getElementById("tree-said");
  let dragged = null, waiting = Promise.resolve();

  const rowOf = (node) => node.closest?.("[data-key]");
  const focusOf = () => {
    const here = document.activeElement, row = rowOf(here);
    return row && { key: row.dataset.key, name: here.name ?? "" };
  };
  // The same button of the same section, wherever that stands now.
  const stand = (focus) => {
    const row = focus && document.getElementById(`s-${focus.key}`);
    if (row) (row.querySelector(focus.name ? `button[name="${focus.name}"]` : "a") ?? row.querySelector("a")).focus();
  };

  const send = async (move) => {
    const body = new FormData();
    body.append("csrfmiddlewaretoken", form.elements.namedItem("csrfmiddlewaretoken").value);
    for (const [name, value] of Object.entries(move)) body.append(name, value);
    const focus = focusOf();
    try {
      const response = await fetch(form.action, { method: "POST", headers: { Accept: "application/json" }, body, redirect: "manual" });
      if (!response.ok) throw new Error(response.status);
      const answer = await response.json();
      place.innerHTML = answer.tree;
      said.textContent = answer.said;
    } catch {
      said.textContent = form.dataset.failed;
      said.classList.remove("hidden");
      return;
    }
    stand(focus);
  };
  // One at a time, in the order in which they were asked for.
  const move = (step) => { waiting = waiting.then(() => send(step)); };

  const zoneOf = (row, event) => {
    const box = row.getBoundingClientRect(), part = (event.clientY - box.top) / box.height;
    if (part < 0.3) return "before";
    return part > 0.7 ? "after" : "into";
  };
  const clear = () => { for (const row of place.querySelectorAll("[data-drop]")) delete row.dataset.drop; };

  if (form && said) {
    form.addEventListener("submit", (event) => {
      if (!event.submitter?.name) return;
      event.preventDefault();
      move({ [event.submitter.name]: event.submitter.value });
    });
    place.addEventListener("keydown", (event) => {
      const step = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "out", ArrowRight: "in" }[event.key];
      const row = rowOf(event.target);
      if (!step || !row || !event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      move({ [step]: row.dataset.key });
    });
    place.addEventListener("dragstart", (event) => {
      dragged = rowOf(event.target);
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", dragged.querySelector("a").textContent);
      event.dataTransfer.setDragImage(dragged, 8, 8);
    });
    place.addEventListener("dragover", (event) => {
      const row = rowOf(event.target);
      if (!dragged || !row || row === dragged) return;
      event.preventDefault();
      clear();
      row.dataset.drop = zoneOf(row, event);
    });
    place.addEventListener("drop", (event) => {
      const row = rowOf(event.target);
      if (!dragged || !row || row === dragged) return;
      event.preventDefault();
      move({ key: dragged.dataset.key, beside: row.dataset.key, where: zoneOf(row, event) });
    });
    place.addEventListener("dragend", () => { dragged = null; clear(); });
  }
}
