// Comments and suggestions on marked words, in the editor and beside the saved text: by mouse, touch and keyboard.
// Without this file the forms of the section's own page do it.
{
  const panel = document.getElementById("markeringar");
  const bar = document.getElementById("mark-bar");
  const list = panel?.querySelector("[data-list]");
  const compose = panel?.querySelector("[data-compose]");
  const CONTEXT = 40;
  const LEFT_OUT = ".in-text, a.ref, sup.fn, .footnote, .ProseMirror-trailingBreak";

  const place = () => document.getElementById("editor-text") ?? document.querySelector("[data-mark-text]");
  const idOf = (block) => block.dataset.id ?? block.dataset.block ?? "";
  const blocks = () => [...(place()?.querySelectorAll("[data-block], :scope > [data-id]") ?? [])];
  const elementOf = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement);
  const blockOf = (node) => blocks().find((block) => block.contains(node));
  const tell = (words) => { panel.querySelector("[data-said]").textContent = words; };

  // The text nodes of a block that hold its words (strategy/anchoring.py: words_of).
  const nodesOf = (block) => {
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT), found = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) if (!node.parentElement.closest(LEFT_OUT)) found.push(node);
    return found;
  };
  const wordsIn = (block, range) => {
    let words = "";
    for (const node of nodesOf(block)) {
      if (!range.intersectsNode(node)) continue;
      const from = node === range.startContainer ? range.startOffset : 0;
      const to = node === range.endContainer ? range.endOffset : node.length;
      // Words of two cells or items are two words.
      words += (words && elementOf(node).closest("li, td, th") !== blockOf(node) ? " " : "") + node.data.slice(from, to);
    }
    return words.replace(/\s+/g, " ");
  };
  const around = (block, range) => {
    const before = document.createRange(), after = document.createRange();
    before.selectNodeContents(block);
    before.setEnd(range.startContainer, range.startOffset);
    after.selectNodeContents(block);
    after.setStart(range.endContainer, range.endOffset);
    return { before: wordsIn(block, before).slice(-CONTEXT), after: wordsIn(block, after).slice(0, CONTEXT) };
  };

  // The marked words of one block: a marking that goes on into the next one ends with the first. Without a marking the
  // block that the cursor stands in is meant.
  const readMarking = () => {
    const marking = getSelection();
    if (!marking.rangeCount) return null;
    const range = marking.getRangeAt(0).cloneRange(), block = blockOf(range.startContainer);
    if (!block) return null;
    const whole = document.createRange();
    whole.selectNodeContents(block);
    const meant = { block, range: whole, quoted: "", all: wordsIn(block, whole).trim(), before: "", after: "" };
    if (range.collapsed) return meant;
    if (range.compareBoundaryPoints(Range.END_TO_END, whole) > 0) range.setEnd(whole.endContainer, whole.endOffset);
    const quoted = wordsIn(block, range).trim();
    // Nothing but the end of a line is marked, as by a double click beside the words.
    return quoted ? { block, range, quoted, all: quoted, ...around(block, range) } : meant;
  };

  // Where words stand, as a range; spaces never decide. `before` tells them from the same words elsewhere in the block.
  const rangeOf = (block, words, before) => {
    const signs = [];
    for (const node of nodesOf(block)) for (let at = 0; at < node.length; at += 1) if (node.data[at].trim()) signs.push([node, at]);
    const text = signs.map(([node, at]) => node.data[at]).join(""), squeeze = (some) => some.replace(/\s+/g, "");
    const wanted = squeeze(words), ahead = squeeze(before);
    const range = document.createRange();
    if (!wanted) { range.selectNodeContents(block); return range; }
    let at = text.indexOf(ahead + wanted);
    at = at >= 0 ? at + ahead.length : text.indexOf(wanted);
    if (at < 0) return null;
    range.setStart(...signs[at]);
    const [last, end] = signs[at + wanted.length - 1];
    range.setEnd(last, end + 1);
    return range;
  };
  const rangeOfCard = (card) => {
    const block = card.dataset.block && blocks().find((one) => idOf(one) === card.dataset.block);
    return block ? rangeOf(block, card.dataset.words, card.dataset.before) : null;
  };

  const highlight = (name, ranges) => globalThis.CSS?.highlights?.set(`marked-${name}`, new Highlight(...ranges.filter(Boolean)));
  const paint = () => {
    for (const kind of ["comment", "suggestion"]) highlight(kind, [...list.querySelectorAll(`[data-mark=${kind}]`)].map(rangeOfCard));
  };
  const showScripted = () => { for (const hidden of panel.querySelectorAll("[data-needs-script][hidden]")) hidden.hidden = false; };

  const showInText = (card) => {
    const range = rangeOfCard(card);
    if (!range) { tell(panel.dataset.lost); return; }
    highlight("shown", [range]);
    elementOf(range.startContainer).scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    const marking = getSelection();
    marking.removeAllRanges();
    marking.addRange(range);
  };

  const begin = (what) => {
    const marked = readMarking() ?? asked;
    if (!marked) {
      tell(panel.dataset.nowhere);
      panel.querySelector("[data-said]").scrollIntoView({ block: "center" });
      panel.focus({ preventScroll: true });
      return;
    }
    bar.hidden = true;
    compose.hidden = false;
    for (const one of compose.querySelectorAll("[data-form]")) {
      one.open = one.dataset.form === what;
      const form = one.querySelector("form"), field = (name) => form.elements.namedItem(name), id = idOf(marked.block);
      if (![...field("block").options].some((option) => option.value === id)) field("block").add(new Option("…", id));
      field("block").value = id;
      field("quoted").value = marked.quoted || (one.dataset.form === "suggest" ? marked.all : "");
      field("before").value = marked.before;
      field("after").value = marked.after;
      for (const name of ["block", "quoted"]) field(name).closest(".field").hidden = true;
      const quote = one.querySelector("[data-quote]");
      quote.textContent = marked.all;
      quote.hidden = false;
      if (one.dataset.form !== "suggest") continue;
      field("words").value = marked.all;
      field("body").value = "";
      field("body_of").value = "";
      field("body").closest(".field").hidden = true;
    }
    highlight("shown", [marked.range]);
    const first = compose.querySelector(`[data-form=${what}] textarea[name=${what === "comment" ? "text" : "words"}]`);
    first.focus();
    // What is typed takes the place of the words.
    if (what === "suggest") first.select();
    first.scrollIntoView({ block: "nearest" });
  };

  let asked = null, still = null;
  const showBar = () => {
    const marking = readMarking();
    if (marking) asked = marking;
    bar.hidden = !marking?.quoted;
    if (bar.hidden) return;
    const box = marking.range.getBoundingClientRect();
    const below = box.bottom + 8;
    bar.style.left = `${Math.max(8, Math.min(box.left, innerWidth - bar.offsetWidth - 8))}px`;
    bar.style.top = `${below + bar.offsetHeight < innerHeight ? below : Math.max(8, box.top - bar.offsetHeight - 8)}px`;
  };

  // What is typed in other answers stays when the list is shown anew.
  const typed = () => [...list.querySelectorAll("textarea")].filter((one) => one.value).map((one) => [one.id, one.value]);
  const take = (answer, kept) => {
    list.innerHTML = answer.list;
    for (const [id, value] of kept) {
      const field = document.getElementById(id);
      if (field) { field.value = value; field.closest("details").open = true; }
    }
    tell(answer.said);
    showScripted();
    paint();
    (document.getElementById(answer.anchor)?.querySelector("button:not([hidden]), summary") ?? panel).focus();
  };
  const problem = (form, words) => {
    const wrong = form.querySelector("[data-problem]");
    if (wrong) { wrong.textContent = words; wrong.hidden = !words; if (words) wrong.scrollIntoView({ block: "nearest" }); }
    else tell(words);
  };
  const send = async (form, submitter) => {
    const body = new FormData(form, submitter);
    body.append("till", panel.dataset.back);
    problem(form, "");
    try {
      const response = await fetch(form.action, { method: "POST", headers: { Accept: "application/json" }, body, redirect: "manual" });
      const answer = await response.json();
      if (!response.ok) { problem(form, answer.problems.map((one) => one.said).join(" ")); return; }
      const kept = typed().filter(([id]) => !form.contains(document.getElementById(id)));
      if (compose.contains(form)) { form.reset(); compose.hidden = "started" in compose.dataset; highlight("shown", []); }
      take(answer, kept);
    } catch {
      problem(form, panel.dataset.failed);
    }
  };

  // A name that is chosen is written into the text: so several can be mentioned.
  const mention = (select) => {
    const text = select.form.elements.namedItem("text"), name = select.selectedOptions[0].textContent.trim();
    if (!select.value || !text) return;
    const at = text.selectionStart, gap = at && !/\s$/.test(text.value.slice(0, at)) ? " " : "";
    text.setRangeText(`${gap}@${name} `, at, at, "end");
    select.value = "";
    text.focus();
  };

  if (panel && bar) {
    if (compose.hidden) compose.dataset.started = "";
    // Selecting by touch sends many changes: wait until the hand is still.
    document.addEventListener("selectionchange", () => { clearTimeout(still); still = setTimeout(showBar, 180); });
    addEventListener("scroll", () => { if (!bar.hidden) showBar(); }, { passive: true, capture: true });
    bar.addEventListener("pointerdown", (event) => event.preventDefault());
    bar.addEventListener("click", (event) => { const button = event.target.closest("[data-do]"); if (button) begin(button.dataset.do); });
    document.addEventListener("portal:mark", (event) => begin(event.detail));
    document.addEventListener("keydown", (event) => { if (event.key === "Escape" && !bar.hidden) bar.hidden = true; });
    panel.addEventListener("click", (event) => { const button = event.target.closest("[data-show]"); if (button) showInText(button.closest("[data-mark]")); });
    panel.addEventListener("change", (event) => { if (event.target.matches("[data-mention]")) mention(event.target); });
    panel.addEventListener("submit", (event) => {
      if (event.defaultPrevented || !event.target.matches("[data-marking]")) return;
      event.preventDefault();
      send(event.target, event.submitter);
    });
    document.querySelector("[data-mark-text]")?.addEventListener("click", (event) => {
      const button = event.target.closest(".passage-ask");
      const block = button?.closest(".passage").querySelector("[data-block]");
      if (!block) return;
      event.preventDefault();
      getSelection().removeAllRanges();
      const range = document.createRange();
      range.selectNodeContents(block);
      asked = { block, range, quoted: "", all: wordsIn(block, range).trim(), before: "", after: "" };
      begin("comment");
    });
    let painting = null;
    new MutationObserver(() => { clearTimeout(painting); painting = setTimeout(paint, 400); }).observe(document.querySelector("#editor-place, [data-mark-text]") ?? panel, { childList: true, subtree: true, characterData: true });
    showScripted();
    paint();
  }
  // For checking.js, which marks words too.
  globalThis.Marked = { rangeOf: rangeOfCard, highlight };
}
