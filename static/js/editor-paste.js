// What is pasted is made into what it means: bold that is only a look becomes bold, and Word's lists (paragraphs that only
// look like lists) and footnotes (at its end) become lists and footnotes. All other looks are left behind here, and what is
// not of the schema by the editor.
const withoutLooks = (() => {
  const isWord = (html) => /class="?Mso|mso-|urn:schemas-microsoft-com:office/.test(html);
  const styleOf = (element) => element.dataset.style ?? "";
  // Under another name, so that nothing is ever styled by it: the page's policy would refuse, and say so for each.
  const setAside = (html) => html.replace(/<[^>]+>/g, (tag) => tag.replace(/\sstyle\s*=/gi, " data-style="));
  const listingOf = (paragraph) => /mso-list:\s*(\w+)[^;"]*level(\d)/.exec(styleOf(paragraph)) ?? [];

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
      const [, name, digit] = listingOf(paragraph), level = Number(digit ?? 0);
      if (!level || paragraph.tagName !== "P") { open = []; continue; }
      // Another list of Word's is another list here, though nothing stands between them.
      if (open.length && (open[0].list.nextElementSibling !== paragraph || open[0].name !== name)) open = [];
      const sign = takeSign(paragraph);
      open = open.filter((one) => one.level <= level);
      if (!open.length || open.at(-1).level < level) {
        const list = listOf(document, sign);
        const within = open.at(-1)?.list.lastElementChild;
        if (within) within.append(list);
        else paragraph.before(list);
        open.push({ level, list, name });
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
    for (const rule of document.querySelectorAll('div[data-style*="mso-element:footnote-list"], div[data-style*="mso-element:endnote-list"]')) rule.remove();
  };

  // What was struck or is only said beside the text stays in Word, and so do its empty lines.
  const LEFT_BEHIND = 'del, .MsoCommentReference, a[href^="#_msocom"], a[href^="#_msoanchor"], [data-style*="mso-element:comment-list"]';
  const leaveBehind = (document) => {
    for (const one of document.querySelectorAll(LEFT_BEHIND)) one.remove();
    for (const line of document.querySelectorAll("p.MsoNormal")) if (!line.textContent.trim() && !line.querySelector("img") && !line.closest("td, th")) line.remove();
  };

  // What Word has a style for and we a tag; a table's first row is its head, as when it is saved.
  const nameParts = (document) => {
    for (const words of document.querySelectorAll("p.MsoQuote, p.MsoIntenseQuote")) {
      const quotation = document.createElement("blockquote");
      words.replaceWith(quotation);
      quotation.append(words);
    }
    const first = [...document.querySelectorAll("table:not(:has(th))")].flatMap((table) => [...(table.rows[0]?.cells ?? [])]);
    for (const cell of first) {
      const head = document.createElement("th");
      for (const name of ["colspan", "rowspan"]) if (cell.hasAttribute(name)) head.setAttribute(name, cell.getAttribute(name));
      head.append(...cell.childNodes);
      for (const bold of head.querySelectorAll("b, strong")) bold.replaceWith(...bold.childNodes);
      cell.replaceWith(head);
    }
  };

  // "mso-bidi-font-weight" is about other scripts.
  const LOOKS = [[/(?<![\w-])font-weight:\s*(bold|[6-9]00)/i, "strong"], [/(?<![\w-])font-style:\s*italic/i, "em"], [/vertical-align:\s*super/i, "sup"], [/vertical-align:\s*sub(?!s)/i, "sub"]];

  const nameLooks = (document) => {
    for (const styled of document.querySelectorAll("[data-style]")) {
      const style = styleOf(styled);
      // Whole documents come wrapped in a <b> that says that it is none.
      if (styled.tagName === "B" && /(?<![\w-])font-weight:\s*(normal|400)/i.test(style)) styled.replaceWith(...styled.childNodes);
      else if (styled.tagName === "SPAN") {
        for (const [look, tag] of LOOKS) {
          if (!look.test(style)) continue;
          const named = document.createElement(tag);
          named.append(...styled.childNodes);
          styled.append(named);
        }
      }
      delete styled.dataset.style;
    }
  };

  return (html) => {
    const document = new DOMParser().parseFromString(setAside(html.replace(/<style[\s>].*?<\/style>/gis, "").replace(/<!\[if[^\]]*\]>|<!\[endif\]>|<\/?o:p[^>]*>/g, "")), "text/html");
    if (isWord(html)) {
      leaveBehind(document);
      placeFootnotes(document);
      gatherLists(document);
      nameParts(document);
    }
    nameLooks(document);
    const lost = [...document.images].filter((image) => !/\/bild\/[0-9a-f]{32}/.test(image.getAttribute("src") ?? "")).length;
    globalThis.document.dispatchEvent(new CustomEvent("portal:pasted", { detail: { lost } }));
    return document.body.innerHTML;
  };
})();
