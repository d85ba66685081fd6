// The content check beside the text: fresh after each save, its words marked in the text. Without this file it is fresh
// when the page is loaded, and its links lead to the paragraphs.
{
  const panel = document.getElementById("granskning");
  const list = panel?.querySelector("[data-hints]");
  const WAIT = 500;

  const place = () => document.getElementById("editor-text") ?? document.querySelector("[data-mark-text]");
  const blockOf = (id) => place()?.querySelector(`[data-id="${id}"], [data-block="${id}"]`);
  const isFigure = (id) => { const block = blockOf(id); return block?.nodeName === "FIGURE" && Boolean(block.closest("[contenteditable]")); };
  const choose = (id, asks) => document.dispatchEvent(new CustomEvent("portal:figure", { detail: { id, asks } }));
  const tell = (words) => { panel.querySelector("[data-said]").textContent = words; };
  const items = (hard) => [...list.querySelectorAll("[data-hint]")].filter((item) => item.dataset.words && !item.closest("[data-aside]") && "hard" in item.dataset === hard);

  const paint = () => {
    const isLong = (item) => "long" in item.dataset, short = items(false);
    Marked.highlight("hard", items(true).map(Marked.rangeOf));
    Marked.highlight("long", short.filter(isLong).map(Marked.rangeOf));
    // Later ones lie above: a slip is seen within a long sentence.
    Marked.highlight("hint", short.filter((item) => !isLong(item)).map(Marked.rangeOf));
    for (const button of list.querySelectorAll("[data-describe]")) button.hidden = !isFigure(button.dataset.describe);
  };

  const show = (id, item) => {
    const block = blockOf(id);
    if (!block) return false;
    const range = (item && Marked.rangeOf(item)) ?? document.createRange();
    if (range.collapsed) range.selectNodeContents(block);
    Marked.highlight("shown", [range]);
    block.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    if (block.isContentEditable) block.closest("[contenteditable]").focus({ preventScroll: true });
    if (isFigure(id)) { choose(id, false); return true; }
    const marking = getSelection();
    marking.removeAllRanges();
    marking.addRange(range);
    return true;
  };

  // What is typed and what is open stays when the list is shown anew.
  const take = ({ summary, list: html, said = "" }) => {
    const typed = [...list.querySelectorAll("textarea")].filter((one) => one.value).map((one) => [one.id, one.value]);
    const isOpen = list.querySelector("[data-aside]")?.open;
    panel.querySelector("[data-check-summary]").innerHTML = summary;
    list.innerHTML = html;
    for (const [id, value] of typed) {
      const field = document.getElementById(id);
      if (field) { field.value = value; field.closest("details").open = true; }
    }
    if (isOpen && list.querySelector("[data-aside]")) list.querySelector("[data-aside]").open = true;
    tell(said);
    paint();
  };

  let waiting = null, isOld = false;
  const renew = async () => {
    // Whoever writes a reason or walks the list by keyboard keeps the place.
    isOld = list.contains(document.activeElement);
    if (isOld) return;
    const response = await fetch(panel.dataset.address, { headers: { Accept: "application/json" }, redirect: "manual" }).catch(() => null);
    if (response?.ok) take(await response.json());
  };
  const later = () => { clearTimeout(waiting); waiting = setTimeout(renew, WAIT); };

  const send = async (form) => {
    const problem = form.querySelector("[data-problem]");
    const refuse = (words) => {
      if (problem) { problem.textContent = words; problem.hidden = !words; } else tell(words);
    };
    refuse("");
    try {
      const response = await fetch(form.action, { method: "POST", headers: { Accept: "application/json" }, body: new FormData(form), redirect: "manual" });
      const answer = await response.json();
      if (!response.ok) { refuse(answer.problem); return; }
      form.reset();
      take(answer);
      panel.querySelector("summary").focus();
    } catch {
      refuse(panel.dataset.failed);
    }
  };

  if (panel && list) {
    document.addEventListener("portal:saved", later);
    list.addEventListener("focusout", () => setTimeout(() => { if (isOld) renew(); }, 0));
    panel.addEventListener("submit", (event) => {
      if (event.defaultPrevented || !event.target.matches("[data-hint-form]")) return;
      event.preventDefault();
      send(event.target);
    });
    panel.addEventListener("click", (event) => {
      const button = event.target.closest("[data-describe]"), link = event.target.closest("[data-show-hint]");
      if (button && show(button.dataset.describe, null)) choose(button.dataset.describe, true);
      if (link && show(link.hash.slice(3), link.closest("[data-hint]"))) event.preventDefault();
    });
    // The editor comes a moment later than the page; whoever was led to a paragraph sees it then.
    let wanted = /^#b-([0-9a-f]{8})$/.exec(location.hash)?.[1], painting = null;
    const settle = () => { paint(); if (wanted && show(wanted)) wanted = null; };
    new MutationObserver(() => { clearTimeout(painting); painting = setTimeout(settle, 400); }).observe(document.querySelector("#editor-place, [data-mark-text]") ?? panel, { childList: true, subtree: true, characterData: true });
    settle();
  }
}
