// The editor of a section. Without this file the plain form below it edits the same text.
{
  const form = document.getElementById("section-form");

  const begin = async () => {
    const tiptap = await import(form.dataset.bundle);
    const data = JSON.parse(document.getElementById("editor-data").textContent);
    const { titles } = data;
    const csrf = () => form.elements.namedItem("csrfmiddlewaretoken").value;
    const tools = sectionTools(tiptap, titles, csrf);
    const named = (name) => form.elements.namedItem(name);
    let saving = null;

    const withId = ({ id, html }) => html.replace(/^<(\w+)/, `<$1 data-id="${id}"`);
    const editor = new tiptap.Editor({
      element: document.getElementById("editor-place"),
      injectCSS: false,
      extensions: [...sectionSchema(tiptap, titles), tools.keys],
      content: data.blocks.map(withId).join(""),
      editorProps: {
        attributes: { id: "editor-text", class: "read", lang: "sv", spellcheck: "true", role: "textbox", "aria-multiline": "true", "aria-labelledby": "editor-label" },
        transformPastedHTML: withoutLooks,
        handlePaste: (_view, event) => tools.takesPicture(event.clipboardData),
        handleDrop: (_view, event, _slice, moved) => !moved && tools.takesPicture(event.dataTransfer),
        handleClickOn: (_view, _at, node, place, event) => node.type.name === "figure" && tools.editsPicture(place, event),
        // AltGr writes a sign ($, }), it is no Ctrl+Alt.
        handleDOMEvents: { keydown: (_view, event) => event.key.length === 1 && event.getModifierState("AltGraph") },
        handleDoubleClickOn: (view, _place, _node, at) => tools.edit(view, at),
      },
      onUpdate: ({ transaction }) => { if (!transaction.getMeta("taken")) saving?.changed(); },
    });

    const htmlOf = (node) => tiptap.getHTMLFromFragment(editor.schema.topNodeType.create(null, node).content, editor.schema).replace(/ data-id="[0-9a-f]{8}"/, "");
    const nodeOf = (id, html) => {
      const holder = document.createElement("div");
      holder.innerHTML = withId({ id, html });
      return tiptap.createNodeFromContent(holder.innerHTML, editor.schema, { slice: false }).firstChild;
    };
    const children = () => { const all = []; editor.state.doc.forEach((node) => all.push(node)); return all; };

    // The blocks as they are to stand: what others changed, with our own empty paragraphs where they were.
    const arranged = (answer) => {
      const local = children(), byId = new Map(local.map((node) => [node.attrs.bid, node]));
      const fresh = (id) => (answer.changed[id] ? nodeOf(id, answer.changed[id]) : byId.get(id));
      if (!answer.order) return local.filter((node) => !answer.gone.includes(node.attrs.bid)).map((node) => fresh(node.attrs.bid));
      const placed = new Set(answer.order), followers = new Map();
      let before = "";
      for (const node of local) {
        if (placed.has(node.attrs.bid)) before = node.attrs.bid;
        else if (!answer.gone.includes(node.attrs.bid)) followers.set(before, [...(followers.get(before) ?? []), node]);
      }
      return ["", ...answer.order].flatMap((id) => [...(id ? [fresh(id)] : []), ...(followers.get(id) ?? [])]).filter(Boolean);
    };

    // Only what differs is replaced, so that the cursor stays where it is.
    const takeBody = (answer) => {
      const old = children(), wanted = arranged(answer);
      let first = 0, last = 0;
      while (first < Math.min(old.length, wanted.length) && old[first] === wanted[first]) first += 1;
      while (last < Math.min(old.length, wanted.length) - first && old.at(-1 - last) === wanted.at(-1 - last)) last += 1;
      const size = (nodes) => nodes.reduce((sum, node) => sum + node.nodeSize, 0);
      const from = size(old.slice(0, first)), to = from + size(old.slice(first, old.length - last));
      const change = editor.state.tr.setMeta("addToHistory", false).setMeta("taken", true);
      const { $head } = editor.state.selection;
      const at = $head.depth ? [$head.node(1).attrs.bid, $head.pos - $head.before(1)] : null;
      change.replaceWith(from, to, wanted.slice(first, wanted.length - last));
      change.doc.forEach((node, place) => {
        if (!at || node.attrs.bid !== at[0] || $head.pos < from || $head.pos > to) return;
        const near = change.doc.resolve(Math.min(place + at[1], place + node.nodeSize - 1));
        change.setSelection(editor.state.selection.constructor.near?.(near) ?? change.selection);
      });
      editor.view.dispatch(change);
    };

    const page = {
      revision: data.revision,
      read: () => ({ heading: named("heading").value, kind: named("kind").value, blocks: children().map((node) => ({ id: node.attrs.bid, html: htmlOf(node) })) }),
      take: (answer) => {
        takeBody(answer);
        named("heading").value = answer.heading;
        named("kind").value = answer.kind;
      },
    };
    for (const plain of document.querySelectorAll("[data-plain]")) plain.remove();
    document.getElementById("editor").hidden = false;
    tools.start(editor);
    // What has no id yet gets one before anything is compared with it.
    const nameless = editor.state.tr.setMeta("taken", true).setMeta("addToHistory", false);
    editor.state.doc.forEach((node, place) => { if (!node.attrs.bid) nameless.setNodeAttribute(place, "bid", ""); });
    editor.view.dispatch(nameless);
    saving = sectionSaving(form, page);
  };

  if (form) begin();
}
