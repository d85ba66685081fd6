// Comments on marked words: by mouse, by touch and by keyboard. Without this file "Comment" at each paragraph does it.
const script = document.currentScript;
const place = document.querySelector(".passages");
const list = document.querySelector("[data-remarks]");
const template = document.getElementById("remark-template");
const bar = document.getElementById("mark-bar");

if (place && list && template && bar) {
  // A name that no remark can have (consultations/forms_section.py).
  const EMPTY = "NEW-NAME";
  let asked = null;

  const passageOf = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest("[data-block]");
  const textOf = (passage) => passage.querySelector("[data-text]").cloneNode(true);
  const plain = (passage) => {
    const copy = textOf(passage);
    for (const link of copy.querySelectorAll(".mark-no")) link.remove();
    return copy.textContent;
  };
  const squeeze = (text) => text.replace(/\s+/g, "");

  // What stands before the words: as much as tells them from the same words elsewhere (consultations/remarks.py).
  const contextOf = (text, start, words) => {
    let length = 40;
    while (length < start && text.indexOf(text.slice(start - length, start) + words) !== start - length) length += 40;
    return text.slice(Math.max(0, start - length), start);
  };

  const without = (fragment) => {
    for (const link of fragment.querySelectorAll(".mark-no")) link.remove();
    return fragment.textContent;
  };

  // Half a word that is marked means the whole of it.
  const isInWord = (text, at) => /[\p{L}\p{N}]/u.test(text[at] ?? "");
  const widen = (range, text) => {
    const { startContainer: first, endContainer: last } = range;
    let { startOffset: start, endOffset: end } = range;
    if (!without(range.cloneContents()).trim()) return;
    if (first.nodeType === Node.TEXT_NODE && text.contains(first) && isInWord(first.data, start)) {
      while (start > 0 && isInWord(first.data, start - 1)) start -= 1;
      range.setStart(first, start);
    }
    if (last.nodeType === Node.TEXT_NODE && text.contains(last) && end > 0 && isInWord(last.data, end - 1)) {
      while (isInWord(last.data, end)) end += 1;
      range.setEnd(last, end);
    }
  };

  // The marked words of one paragraph: a marking that goes on into the next one ends with the first.
  const readMarking = () => {
    const marking = getSelection();
    if (!marking.rangeCount || marking.isCollapsed) return null;
    const range = marking.getRangeAt(0).cloneRange();
    const passage = passageOf(range.startContainer);
    if (!passage || !place.contains(passage)) return null;
    const text = passage.querySelector("[data-text]");
    const whole = document.createRange();
    whole.selectNodeContents(text);
    if (range.compareBoundaryPoints(Range.END_TO_END, whole) > 0) range.setEnd(whole.endContainer, whole.endOffset);
    if (range.compareBoundaryPoints(Range.START_TO_START, whole) < 0) range.setStart(whole.startContainer, whole.startOffset);
    widen(range, text);
    const raw = without(range.cloneContents());
    const words = raw.trim();
    if (!words) return null;
    const before = document.createRange();
    before.setStart(whole.startContainer, whole.startOffset);
    before.setEnd(range.startContainer, range.startOffset);
    const start = without(before.cloneContents()).length + raw.indexOf(words);
    return { passage, range, words, before: contextOf(plain(passage), start, words) };
  };

  const showBar = () => {
    asked = readMarking();
    bar.hidden = !asked;
    if (!asked) return;
    const box = asked.range.getBoundingClientRect();
    const left = Math.min(Math.max(8, box.left), innerWidth - bar.offsetWidth - 8);
    const below = box.bottom + 8;
    bar.style.left = `${left}px`;
    bar.style.top = `${below + bar.offsetHeight < innerHeight ? below : Math.max(8, box.top - bar.offsetHeight - 8)}px`;
  };

  const tell = (input) => input.dispatchEvent(new Event("input", { bubbles: true }));
  const newName = () => Array.from(crypto.getRandomValues(new Uint8Array(4)), (byte) => byte.toString(16).padStart(2, "0")).join("");

  const number = () => {
    for (const [n, mark] of [...list.querySelectorAll("[data-number]")].entries()) {
      mark.textContent = n + 1;
      const inText = document.getElementById(`m-${mark.closest("[data-remark]").dataset.remark}`);
      if (inText) inText.textContent = n + 1;
    }
  };

  // Put the mark around the words, piece by piece where they cross other markup.
  const paint = (range, name) => {
    const pieces = [];
    const walker = document.createTreeWalker(range.commonAncestorContainer, NodeFilter.SHOW_TEXT);
    const root = range.commonAncestorContainer;
    for (let node = root.nodeType === Node.TEXT_NODE ? root : walker.nextNode(); node; node = walker.nextNode()) {
      if (!range.intersectsNode(node) || node.parentElement.closest(".mark-no")) continue;
      const from = node === range.startContainer ? range.startOffset : 0;
      const to = node === range.endContainer ? range.endOffset : node.length;
      if (to > from && node.data.slice(from, to).trim()) pieces.push([node, from, to]);
      if (root.nodeType === Node.TEXT_NODE) break;
    }
    let last = null;
    for (const [node, from, to] of pieces) {
      const piece = document.createRange();
      piece.setStart(node, from);
      piece.setEnd(node, to);
      last = document.createElement("mark");
      last.dataset.of = name;
      piece.surroundContents(last);
    }
    if (!last) return;
    const link = document.createElement("a");
    link.className = "mark-no";
    link.id = `m-${name}`;
    link.href = `#k-${name}`;
    last.after(link);
  };

  const unpaint = (name) => {
    const link = document.getElementById(`m-${name}`);
    const marks = [...place.querySelectorAll(`mark[data-of="${name}"]`), link?.previousElementSibling];
    for (const mark of marks) if (mark?.tagName === "MARK") mark.replaceWith(...mark.childNodes);
    link?.remove();
  };

  // The words in the paragraph, after what stands before them; null where the text is written otherwise there.
  const rangeOf = (passage, words, before) => {
    const text = plain(passage);
    const near = text.indexOf(before + words);
    const start = near < 0 ? text.indexOf(words) : near + before.length;
    const isUnsure = near < 0 && start !== text.lastIndexOf(words);
    if (!words || start < 0 || isUnsure) return null;
    const range = document.createRange();
    const walker = document.createTreeWalker(passage.querySelector("[data-text]"), NodeFilter.SHOW_TEXT);
    let seen = 0;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.parentElement.closest(".mark-no")) continue;
      const holds = (at) => at >= seen && at <= seen + node.length;
      if (holds(start) && start < seen + node.length) range.setStart(node, start - seen);
      if (holds(start + words.length) && start + words.length > seen) range.setEnd(node, start + words.length - seen);
      seen += node.length;
    }
    return range;
  };

  // Other words were chosen: the mark in the text goes with them.
  const repaint = (card, words, before) => {
    const passage = place.querySelector(`[data-block="${card.dataset.block}"]`);
    if (!passage) return;
    unpaint(card.dataset.remark);
    passage.normalize();
    const range = rangeOf(passage, words, before);
    if (range) paint(range, card.dataset.remark);
    number();
  };

  const inOrder = (card) => {
    const at = (one) => [...place.querySelectorAll("[data-block]")].findIndex((passage) => passage.dataset.block === one.dataset.block);
    const next = [...list.querySelectorAll("[data-remark]")].find((one) => at(one) > at(card));
    if (next) next.before(card);
    else list.append(card);
  };

  const add = ({ passage, range, words, before }) => {
    const name = newName();
    const holder = document.createElement("div");
    holder.append(template.content.cloneNode(true));
    holder.innerHTML = holder.innerHTML.replaceAll(EMPTY, name);
    const card = holder.querySelector("[data-remark]");
    for (const input of holder.querySelectorAll(":scope > input[type=hidden]")) card.append(input);
    const part = (which) => card.querySelector(`[name="remark.${name}.${which}"]`);
    const text = plain(passage).trim();
    card.dataset.block = passage.dataset.block;
    part("block").value = passage.dataset.block;
    part("quoted").value = words;
    part("before").value = before;
    part("proposal").value = text;
    part("proposal").dataset.frozen = text;
    card.querySelector(`[name="base.remark.${name}.proposal"]`).value = text;
    card.querySelector("[data-pick]").value = text;
    card.querySelector("[data-quote]").textContent = words || text;
    card.querySelector("[data-about]").textContent = words ? script.dataset.words : `${script.dataset.paragraph} ${passage.dataset.paragraph}`;
    for (const hidden of card.querySelectorAll("[data-needs-script]")) hidden.hidden = false;
    if (!list.querySelector("[data-remarks-title]")) {
      const title = document.createElement("h3");
      title.dataset.remarksTitle = "";
      title.textContent = script.dataset.title;
      list.prepend(title);
    }
    document.querySelector("[data-whole-title]")?.classList.remove("hidden");
    inOrder(card);
    if (range) paint(range, name);
    else card.querySelector("[data-to-mark]")?.remove();
    number();
    for (const which of ["section", "block", "quoted", "before"]) tell(part(which));
    getSelection().removeAllRanges();
    bar.hidden = true;
    part("comment").focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  };

  // Words chosen in the read-only paragraph of a card: Shift and arrows, or dragging.
  const useMarked = (card) => {
    const box = card.querySelector("[data-pick]");
    const raw = box.value.slice(box.selectionStart, box.selectionEnd);
    const words = raw.trim();
    if (!words) { box.focus(); return; }
    const start = box.selectionStart + raw.indexOf(words);
    setWords(card, words, contextOf(box.value, start, words));
  };

  const setWords = (card, words, before) => {
    const part = (which) => card.querySelector(`[name="remark.${card.dataset.remark}.${which}"]`);
    part("quoted").value = words;
    if (part("before").tagName === "SELECT") part("before").replaceChildren(new Option(words, before, true, true));
    else part("before").value = before;
    check(card);
    for (const which of ["quoted", "before"]) tell(part(which));
  };

  const check = (card) => {
    const field = card.querySelector(`[name="remark.${card.dataset.remark}.quoted"]`);
    const text = card.querySelector("[data-pick]").value;
    const isThere = squeeze(text).toLowerCase().includes(squeeze(field.value).toLowerCase());
    field.closest(".field").querySelector("[data-lost]")?.remove();
    if (isThere) {
      for (const old of field.closest(".words").querySelectorAll(".wrong")) old.remove();
      card.querySelector("[data-quote]").textContent = field.value.trim() || text;
      repaint(card, field.value.trim(), card.querySelector(`[name="remark.${card.dataset.remark}.before"]`).value);
      return;
    }
    const wrong = document.createElement("p");
    wrong.className = "wrong";
    wrong.dataset.lost = "";
    wrong.textContent = script.dataset.lost;
    field.before(wrong);
  };

  // Selecting by touch sends many changes: wait until the hand is still.
  let still = null;
  document.addEventListener("selectionchange", () => { clearTimeout(still); still = setTimeout(showBar, 180); });
  addEventListener("scroll", () => { if (!bar.hidden) showBar(); }, { passive: true, capture: true });
  bar.addEventListener("pointerdown", (event) => event.preventDefault());
  bar.querySelector("[data-mark]").addEventListener("click", () => { const marking = asked ?? readMarking(); if (marking) add(marking); });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && !bar.hidden) getSelection().removeAllRanges(); });
  place.addEventListener("click", (event) => {
    const button = event.target.closest(".passage-ask");
    if (!button) return;
    event.preventDefault();
    const passage = passageOf(button);
    add({ passage, range: null, words: "", before: "" });
  });
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-use-marked]");
    if (button) useMarked(button.closest("[data-remark]"));
  });
  // A field that is read-only has no cursor in every browser: this one has, and refuses every change instead.
  list.addEventListener("beforeinput", (event) => { if (event.target.matches("[data-pick]")) event.preventDefault(); });
  list.addEventListener("change", (event) => {
    if (event.target.name?.endsWith(".quoted")) check(event.target.closest("[data-remark]"));
  });
}
