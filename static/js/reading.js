// Shows where one reads and how far one has come, and copies a paragraph's permanent address. The page is whole without it.
const contents = document.querySelector(".book > .toc");
const sheet = document.querySelector(".book .sheet");
const place = document.getElementById("lasning");
const links = new Map();
for (const link of contents?.querySelectorAll("a[href^='#s-']") ?? []) links.set(link.getAttribute("href").slice(1), link);
const headings = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);

// The contents may be longer than the window: what one reads now is kept in sight, and nothing but the contents is moved.
function keepInSight(link) {
  if (contents.scrollHeight <= contents.clientHeight + 1) return;
  const [box, line] = [contents.getBoundingClientRect(), link.getBoundingClientRect()];
  if (line.top < box.top + 40) contents.scrollTop += line.top - box.top - 40;
  else if (line.bottom > box.bottom - 40) contents.scrollTop += line.bottom - box.bottom + 40;
}

let marked = null;
function mark(link) {
  if (link === marked) return;
  marked?.removeAttribute("aria-current");
  marked = link;
  link?.setAttribute("aria-current", "true");
  if (link) keepInSight(link);
  if (place) document.getElementById("lasning-har").textContent = link?.textContent.trim().replace(/^[\d.]+/, "$& ") ?? "";
}

function follow() {
  const passed = headings.filter((heading) => heading.getBoundingClientRect().top < innerHeight / 3);
  mark(passed.length ? links.get(passed.at(-1).id) : null);
  if (!place || !sheet) return;
  place.classList.toggle("is-reading", contents?.getBoundingClientRect().bottom < 0);
  const { top, height } = sheet.getBoundingClientRect();
  const read = Math.round(100 * Math.min(1, Math.max(0, (innerHeight - top) / height)));
  document.getElementById("last-del").value = read;
  document.getElementById("lasning-del").textContent = `${read}\u00a0%`;
}

let waiting = false;
function soon() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => { waiting = false; follow(); });
}
addEventListener("scroll", soon, { passive: true });
addEventListener("resize", soon, { passive: true });
if (place && headings.length) place.hidden = false;
follow();

// One button, which comes to the paragraph that is pointed at or whose number has the focus.
const button = document.getElementById("kopiera")?.content.firstElementChild.cloneNode(true);
const said = document.getElementById("lasning-sagt");

function comeTo(paragraph) {
  const link = paragraph?.querySelector("a.pl:not(.pl-ask)");
  if (!link || link.nextElementSibling === button || document.activeElement === button) return;
  delete button.dataset.said;
  link.after(button);
}

async function copied(address) {
  if (navigator.clipboard) return navigator.clipboard.writeText(address).then(() => true, () => false);
  const field = document.createElement("textarea");
  field.value = address;
  button.after(field);
  field.select();
  const isDone = document.execCommand("copy");
  field.remove();
  button.focus();
  return isDone;
}

if (button && sheet) {
  sheet.addEventListener("focusin", ({ target }) => comeTo(target.closest(".para")));
  // To scroll with the keys under a mouse that rests must not take the button from the number that has the focus.
  sheet.addEventListener("mouseover", ({ target }) => {
    if (!document.activeElement.matches(".pl:focus-visible")) comeTo(target.closest(".para"));
  });
  button.addEventListener("click", async () => {
    const fragment = button.previousElementSibling.getAttribute("href");
    const page = document.querySelector("link[rel=canonical]")?.href ?? location.href.split(/[?#]/)[0];
    const isDone = await copied(page + fragment);
    if (!isDone) history.replaceState(null, "", fragment);
    const words = isDone ? place.dataset.copied : place.dataset.notCopied;
    button.dataset.said = words;
    said.textContent = words;
    setTimeout(() => { delete button.dataset.said; said.textContent = ""; }, 4000);
  });
}
