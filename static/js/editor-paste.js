// What comes from Word is made into what it means: its lists are paragraphs that only look like lists, its footnotes stand
// at the end. Everything else that is not of the schema (styles, fonts, comments) the editor leaves out by itself.
const pasteFromWord = (() => {
  const isWord = (html) => /class="?Mso|mso-|urn:schemas-microsoft-com:office/.test(html);
  const styleOf = (element) => element.getAttribute("style") ?? "";
  const levelOf = (paragraph) => Number(/mso-list:[^;"]*level(\d)/.exec(styleOf(paragraph))?.[1] ?? 0);

  // The sign before the words stands in a piece that says "mso-list:Ignore".
  const takeSign = (paragraph) => {
    const sign = [...paragraph.querySelectorAll("span")].find((span) => /mso-list:\s*Ignore/i.test(styleOf(span)));
    const text = sign?.textContent.trim() ?? "";
    sign?.remove();
    return text;
  };

  const listOf = (document, sign) => document.createElement(/^\(?([0-9]+|[a-zA-Z]{1,4})[.)]/.test(sign) ? "ol" : "ul");

  const gatherLists = (document) => {
    let open = [];
    for (const paragraph of [...document.querySelectorAll("p, h1, h2, h3, h4, h5, h6")]) {
      const level = levelOf(paragraph);
      if (!level || paragraph.tagName !== "P") { open = []; continue; }
      if (open.length && open[0].list.nextElementSibling !== paragraph) open = [];
      const sign = takeSign(paragraph);
      open = open.filter((one) => one.level <= level);
      if (!open.length || open.at(-1).level < level) {
        const list = listOf(document, sign);
        const within = open.at(-1)?.list.lastElementChild;
        if (within) within.append(list);
        else paragraph.before(list);
        open.push({ level, list });
      }
      const item = document.createElement("li");
      const words = document.createElement("p");
      words.append(...paragraph.childNodes);
      item.append(words);
      open.at(-1).list.append(item);
      paragraph.remove();
    }
  };

  const placeFootnotes = (document) => {
    for (const mark of document.querySelectorAll('a[href^="#_ftn"], a[href*="#_edn"]')) {
      const name = mark.getAttribute("href").split("#")[1];
      const note = document.getElementById(name.replace(/^_/, ""));
      if (!note) continue;
      for (const back of note.querySelectorAll('a[href*="ftnref"], a[href*="ednref"]')) back.remove();
      const footnote = document.createElement("span");
      footnote.className = "footnote";
      footnote.textContent = note.textContent.replace(/\s+/g, " ").trim();
      (mark.closest("sup") ?? mark).replaceWith(footnote);
      note.remove();
    }
    for (const rule of document.querySelectorAll('div[style*="mso-element:footnote-list"], div[style*="mso-element:endnote-list"]')) rule.remove();
  };

  return (html) => {
    if (!isWord(html)) return html;
    const document = new DOMParser().parseFromString(html.replace(/<!\[if[^\]]*\]>|<!\[endif\]>|<\/?o:p[^>]*>/g, ""), "text/html");
    placeFootnotes(document);
    gatherLists(document);
    return document.body.innerHTML;
  };
})();
