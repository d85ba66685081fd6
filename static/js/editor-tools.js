// The tools above the text, their keys, and what they ask for. The words stand in the templates (_toolbar, _dialogs).
const sectionTools = (tiptap, titles, csrf) => {
  const bar = document.querySelector("[role=toolbar]");
  const buttons = [...bar.querySelectorAll("button[data-tool]")];
  const dialog = (name) => document.getElementById(`d-${name}`);
  const field = (box, name) => box.querySelector(`[name="${name}"]`);
  let editor = null;

  // Asks, and gives what was pressed. `check` may refuse an "ok" by giving false.
  const ask = (name, check = () => true) => new Promise((answer) => {
    const box = dialog(name);
    const pressed = async (event) => {
      event.preventDefault();
      const value = event.submitter?.value ?? "ok";
      if (value === "ok" && !(await check(box))) return;
      box.close(value);
    };
    const form = box.querySelector("form");
    form.addEventListener("submit", pressed);
    box.addEventListener("close", () => {
      form.removeEventListener("submit", pressed);
      answer(box.returnValue || "cancel");
      editor.commands.focus();
    }, { once: true });
    box.returnValue = "";
    box.showModal();
  });

  // There is nothing to take away from what is only being put in.
  const mayRemove = (box, isThere) => { box.querySelector("[value=remove]").hidden = !isThere; };

  const selectedNode = (name) => {
    const { node } = editor.state.selection;
    return node?.type.name === name ? node : null;
  };

  const chooseFigure = (id) => {
    let found = null;
    editor.state.doc.forEach((node, place) => { if (node.type.name === "figure" && node.attrs.bid === id) found = place; });
    return found !== null && editor.commands.setNodeSelection(found);
  };

  const figureHere = () => {
    const { $from } = editor.state.selection;
    for (let depth = $from.depth; depth > 0; depth -= 1) if ($from.node(depth).type.name === "figure") return { node: $from.node(depth), place: $from.before(depth) };
    const node = selectedNode("figure");
    return node ? { node, place: $from.pos } : null;
  };

  const askLink = async () => {
    const box = dialog("link");
    field(box, "href").value = editor.getAttributes("link").href ?? "";
    mayRemove(box, editor.isActive("link"));
    const problem = box.querySelector("[data-problem]"), address = field(box, "href");
    const read = () => address.value.trim();
    const say = (isWrong) => { problem.hidden = !isWrong; address.setAttribute("aria-invalid", String(isWrong)); };
    say(false);
    const check = () => {
      const isWrong = Boolean(read()) && !wholeAddress(read());
      say(isWrong);
      if (isWrong) address.focus();
      return !isWrong;
    };
    const pressed = await ask("link", check);
    const written = read(), href = wholeAddress(written);
    const chain = editor.chain().focus().extendMarkRange("link");
    if (pressed === "remove" || (pressed === "ok" && !href)) chain.unsetMark("link").run();
    else if (pressed === "ok" && editor.state.selection.empty && !editor.isActive("link")) chain.insertContent({ type: "text", text: written, marks: [{ type: "link", attrs: { href } }] }).run();
    else if (pressed === "ok") chain.setMark("link", { href }).run();
  };

  const askFootnote = async () => {
    const box = dialog("footnote"), old = selectedNode("footnote");
    field(box, "text").value = old?.attrs.text ?? "";
    mayRemove(box, old);
    const pressed = await ask("footnote");
    const text = field(box, "text").value.replace(/\s+/g, " ").trim();
    if (pressed === "remove" || (pressed === "ok" && !text)) { if (old) editor.commands.deleteSelection(); }
    else if (pressed === "ok") editor.chain().focus().insertContent({ type: "footnote", attrs: { text } }).run();
  };

  const fetched = async (address) => (await fetch(address, { headers: { Accept: "application/json" } })).json();
  const choices = (places) => places.map((one) => new Option(one.words ? `${one.title}: ${one.words}` : one.title, one.target));

  const askReference = async () => {
    const box = dialog("reference"), sections = field(box, "section"), blocks = field(box, "block");
    const whole = blocks.options[0];
    let known = (await fetched(box.dataset.places)).places;
    sections.replaceChildren(...choices(known));
    const showBlocks = async () => {
      const { places } = await fetched(`${box.dataset.places}?section=${sections.value.slice(2)}`);
      known = [...known, ...places];
      blocks.replaceChildren(whole, ...choices(places.filter((one) => one.words !== undefined)));
    };
    sections.onchange = showBlocks;
    showBlocks();
    if (await ask("reference") !== "ok") return;
    const target = blocks.value || sections.value;
    titles[target] = known.find((one) => one.target === target)?.title;
    if (target) editor.chain().focus().insertContent({ type: "reference", attrs: { target } }).run();
  };

  const upload = async (box, file) => {
    const body = new FormData();
    body.append("file", file);
    const response = await fetch(box.dataset.images, { method: "POST", headers: { "X-CSRFToken": csrf(), Accept: "application/json" }, body });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.problem ?? "");
    return answer;
  };

  const askFigure = async (dropped = null) => {
    const box = dialog("figure"), old = dropped ? null : figureHere();
    const problem = box.querySelector("[data-problem]");
    let picture = null;
    const say = (words) => { problem.textContent = words; problem.hidden = !words; };
    const words = (name) => box.querySelector(`[data-words=${name}]`).textContent;
    box.querySelector("[data-file]").hidden = Boolean(old || dropped);
    field(box, "file").value = "";
    field(box, "alt").value = old?.node.attrs.alt ?? "";
    field(box, "decorative").checked = old?.node.attrs.alt === "";
    say("");
    box.querySelector("[value=ok]").textContent = words(old ? "keep" : "put");
    const check = async () => {
      const file = dropped ?? field(box, "file").files[0];
      if (!field(box, "decorative").checked && !field(box, "alt").value.trim()) { say(words("missing")); return false; }
      if (old) return true;
      if (!file) { say(words("nothing")); return false; }
      try { picture = await upload(box, file); } catch (error) { say((error instanceof TypeError || error instanceof SyntaxError ? "" : error.message) || words("failed")); }
      return Boolean(picture);
    };
    if (await ask("figure", check) !== "ok") return;
    const alt = field(box, "decorative").checked ? "" : field(box, "alt").value.trim();
    if (old) editor.view.dispatch(editor.state.tr.setNodeAttribute(old.place, "alt", alt));
    else editor.chain().focus().insertContent({ type: "figure", attrs: { ...picture, alt } }).run();
  };

  const WORK = {
    bold: (chain) => chain.toggleBold(), italic: (chain) => chain.toggleItalic(), code: (chain) => chain.toggleCode(),
    superscript: (chain) => chain.unsetMark("subscript").toggleSuperscript(), subscript: (chain) => chain.unsetMark("superscript").toggleSubscript(),
    heading: (chain) => chain.toggleHeading({ level: 4 }), bulletList: (chain) => chain.toggleList("bulletList", "listItem"),
    orderedList: (chain) => chain.toggleList("orderedList", "listItem"), blockquote: (chain) => chain.toggleWrap("blockquote"),
    table: (chain) => chain.insertTable({ rows: 3, cols: 3, withHeaderRow: true }), undo: (chain) => chain.undo(), redo: (chain) => chain.redo(),
    addRowAfter: (chain) => chain.addRowAfter(), addColumnAfter: (chain) => chain.addColumnAfter(), deleteRow: (chain) => chain.deleteRow(),
    deleteColumn: (chain) => chain.deleteColumn(), deleteTable: (chain) => chain.deleteTable(), toggleHeaderColumn: (chain) => chain.toggleHeaderColumn(),
  };
  // marking.js knows which words are marked.
  const mark = (what) => document.dispatchEvent(new CustomEvent("portal:mark", { detail: what }));
  const ASK = { link: askLink, footnote: askFootnote, reference: askReference, figure: () => askFigure(), help: () => ask("help"), comment: () => mark("comment"), suggest: () => mark("suggest") };
  const use = (name) => { if (ASK[name]) ASK[name](); else WORK[name](editor.chain().focus()).run(); };

  const show = () => {
    for (const button of buttons) {
      if (button.hasAttribute("aria-pressed")) button.setAttribute("aria-pressed", String(editor.isActive(button.dataset.tool)));
    }
    for (const group of bar.querySelectorAll("[data-in-table]")) group.hidden = !editor.isActive("table");
  };

  // One stop for Tab, arrow keys within: the pattern of a toolbar.
  const stops = () => buttons.filter((button) => !button.closest("[hidden]"));
  const stand = (button) => { for (const one of buttons) one.tabIndex = one === button ? 0 : -1; };
  const walk = (event) => {
    const all = stops(), at = all.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (event.key === "Escape") editor.commands.focus();
    if (to === undefined || at < 0) return;
    event.preventDefault();
    const next = all[(to + all.length) % all.length];
    stand(next);
    next.focus();
  };

  const picturesOf = (transfer) => [...(transfer?.files ?? [])].filter((file) => /^image\/(png|jpeg)$/.test(file.type));

  return {
    // Keys of our own, beside those that the library has for bold, lists and the like.
    keys: tiptap.Extension.create({
      name: "sectionKeys",
      addKeyboardShortcuts: () => ({
        "Mod-k": () => { askLink(); return true; },
        "Mod-Alt-f": () => { askFootnote(); return true; },
        "Mod-Alt-r": () => { askReference(); return true; },
        "Mod-Alt-i": () => { askFigure(); return true; },
        "Mod-Alt-h": () => { use("heading"); return true; },
        "Mod-Alt-p": () => editor.commands.setParagraph(),
        // The picture is reached from the beginning of its caption, and says by Enter what it shows.
        ArrowLeft: () => {
          const { $from, empty } = editor.state.selection;
          return empty && $from.parent.type.name === "figure" && $from.parentOffset === 0 && editor.commands.setNodeSelection($from.before());
        },
        Enter: () => { if (!selectedNode("figure")) return false; askFigure(); return true; },
        "Mod-Alt-t": () => { use("table"); return true; },
        "Mod-Alt-k": () => { mark("comment"); return true; },
        "Mod-Alt-g": () => { mark("suggest"); return true; },
        "Alt-F1": () => { use("help"); return true; },
        "Alt-F10": () => { (stops().find((one) => one.tabIndex === 0) ?? stops()[0]).focus(); return true; },
        // Tab belongs to lists and tables; Esc first lets it lead out of the text.
        Escape: () => { editor.view.dom.blur(); document.getElementById("held").focus(); return true; },
      }),
    }),
    takesPicture: (transfer) => {
      const [file] = picturesOf(transfer);
      if (!file || transfer.types.includes("text/html")) return false;
      askFigure(file);
      return true;
    },
    // A click on the picture itself; one in the caption goes on to the words.
    editsPicture: (place, event) => {
      if (event.target.nodeName !== "IMG" || event.button || !editor.commands.setNodeSelection(place)) return false;
      askFigure();
      return true;
    },
    edit: (view, place) => {
      const node = view.state.doc.nodeAt(place);
      if (node?.type.name !== "footnote") return false;
      editor.commands.setNodeSelection(place);
      askFootnote();
      return true;
    },
    start: (made) => {
      editor = made;
      stand(buttons[0]);
      bar.addEventListener("keydown", walk);
      bar.addEventListener("click", (event) => { const button = event.target.closest("[data-tool]"); if (button) { stand(button); use(button.dataset.tool); } });
      document.addEventListener("portal:figure", ({ detail }) => { if (chooseFigure(detail.id) && detail.asks) askFigure(); });
      document.addEventListener("portal:pasted", ({ detail }) => { document.getElementById("pasted").hidden = !detail.lost; });
      editor.on("transaction", show);
      show();
    },
  };
};
