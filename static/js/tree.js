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

  // Heard always; seen when nothing has moved, as one would look for it in vain.
  const say = (words, seen) => {
    said.textContent = words;
    said.classList.toggle("hidden", !seen);
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
      say(answer.said, !answer.moved);
    } catch {
      say(form.dataset.failed, true);
      return;
    }
    stand(focus);
  };
  // One at a time, in the order in which they were asked for.
  const move = (step) => { waiting = waiting.then(() => send(step)); };

  const depthOf = (row) => Number(row.dataset.depth);
  // What stands below the one that is dragged goes with it, and is no place for it.
  const goesAlong = (row) => {
    let above = row;
    while (above !== dragged && depthOf(above) > depthOf(dragged) && above.previousElementSibling) above = above.previousElementSibling;
    return above === dragged;
  };
  // Where it would come to stand. Below the row of a section with others in it is before the first of these.
  const zoneOf = (row, event) => {
    const box = row.getBoundingClientRect(), part = (event.clientY - box.top) / box.height;
    if (part < 0.3) return { row, where: "before" };
    if (part <= 0.7) return { row, where: "into" };
    const next = row.nextElementSibling;
    if (!next || depthOf(next) <= depthOf(row)) return { row, where: "after" };
    return next === dragged ? null : { row: next, where: "before" };
  };
  const zoneAt = (event) => {
    const row = rowOf(event.target);
    return dragged && row && !goesAlong(row) ? zoneOf(row, event) : null;
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
      const zone = zoneAt(event);
      clear();
      if (!zone) return;
      event.preventDefault();
      zone.row.dataset.drop = zone.where;
    });
    place.addEventListener("drop", (event) => {
      const zone = zoneAt(event);
      if (!zone) return;
      event.preventDefault();
      move({ key: dragged.dataset.key, beside: zone.row.dataset.key, where: zone.where });
    });
    place.addEventListener("dragend", () => { dragged = null; clear(); });
  }
}
