// What the text of a section may hold: the same schema as strategy/markup.py, which has the last word.
// `tiptap` is the editor's library; `titles` are the words of references, by what they lead to.

// The address of what was written, as strategy/link_addresses.py has it: scb.se and namn@region.se get their beginnings, and
// what leads nowhere gives "".
const wholeAddress = (written) => {
  if (/^(?:[\p{L}\p{N}_-]+\.)+\p{L}{2,}(?:[/?#]\S*)?$/iu.test(written)) return `https://${written}`;
  if (/^[^\s@:/?#]+@[^\s@/?#]+\.[^\s@/?#.]+$/.test(written)) return `mailto:${written}`;
  return /^(?:https?:\/\/[^\s/?#]|mailto:\S|[/#])/i.test(written) ? written : "";
};

const sectionSchema = (tiptap, titles) => {
  const { Node, Mark, Extension, InputRule, Plugin, textInputRule, wrappingInputRule } = tiptap;
  const BLOCKS = ["paragraph", "heading", "bulletList", "orderedList", "blockquote", "table", "figure"];
  const IMAGE = /(?:^|\/)bild\/([0-9a-f]{32})\/?$/;
  const REFERENCE = /^#((?:s-[0-9a-f-]{36}|b-[0-9a-f]{8}))$/;
  const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(4)), (byte) => byte.toString(16).padStart(2, "0")).join("");

  const referenceOf = (link) => {
    const found = REFERENCE.exec(link.getAttribute("href") ?? "");
    return found && (link.className === "ref" || !link.textContent.trim()) ? found[1] : null;
  };

  const Heading = tiptap.Heading.extend({
    // The text stands below a heading of the second level, whatever level it came with.
    parseHTML: () => [1, 2, 3, 4, 5, 6].map((n) => ({ tag: `h${n}`, attrs: { level: 4 } })),
    renderHTML: ({ HTMLAttributes }) => ["h3", HTMLAttributes, 0],
    // Ctrl+Alt with a figure writes a sign on many keyboards: editor-tools.js has other keys.
    addKeyboardShortcuts: () => ({}),
  }).configure({ levels: [4] });

  const Paragraph = tiptap.Paragraph.extend({ addKeyboardShortcuts: () => ({}) });

  const ListItem = tiptap.ListItem.extend({ content: "paragraph (bulletList | orderedList)*" });

  const OrderedList = Node.create({
    name: "orderedList",
    group: "block list",
    content: "listItem+",
    parseHTML: () => [{ tag: "ol" }],
    renderHTML: ({ HTMLAttributes }) => ["ol", HTMLAttributes, 0],
    addKeyboardShortcuts() { return { "Mod-Shift-7": () => this.editor.commands.toggleList("orderedList", "listItem") }; },
    addInputRules() { return [wrappingInputRule({ find: /^(\d+)[.)]\s$/, type: this.type })]; },
  });

  const Blockquote = tiptap.Blockquote.extend({ content: "paragraph+" });
  const cell = { content: "paragraph+", addAttributes: () => ({ colspan: { default: 1 }, rowspan: { default: 1 }, colwidth: { default: null, rendered: false } }) };
  const Table = tiptap.Table.extend({
    renderHTML: ({ HTMLAttributes }) => ["table", HTMLAttributes, ["tbody", 0]],
    addNodeView: () => null,
  });

  const Link = Mark.create({
    name: "link",
    inclusive: false,
    addAttributes: () => ({ href: { default: "" } }),
    parseHTML: () => [{ tag: "a[href]", getAttrs: (link) => (referenceOf(link) ? false : { href: link.getAttribute("href") }) }],
    renderHTML: ({ HTMLAttributes }) => ["a", HTMLAttributes, 0],
    // An address that is typed leads there once a space follows; the sign after it is no part of it.
    addInputRules() {
      const { type } = this;
      return [new InputRule({
        find: /(?:^|[\s(])((?:https?:\/\/|www\.)[^\s<>"”]*[^\s<>"”.,;:!?)]|[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,})[.,;:!?)]* $/i,
        handler: ({ state, range, match }) => {
          const from = range.from + match[0].indexOf(match[1]), to = from + match[1].length;
          if (state.doc.rangeHasMark(from, to, type)) return null;
          state.tr.addMark(from, to, type.create({ href: wholeAddress(match[1]) })).removeStoredMark(type);
          return undefined;
        },
      })];
    },
  });

  // What Word does while one types in Swedish. Ctrl+Z right after takes it back.
  const Typing = Extension.create({
    name: "typing",
    addInputRules: () => [textInputRule({ find: /"$/, replace: "”" }), textInputRule({ find: /'$/, replace: "’" }), textInputRule({ find: /\S (- )$/, replace: "– " })],
  });

  const Reference = Node.create({
    name: "reference",
    group: "inline",
    inline: true,
    atom: true,
    addAttributes: () => ({ target: { default: "" } }),
    parseHTML: () => [{ tag: "a[href]", priority: 60, getAttrs: (link) => { const target = referenceOf(link); return target ? { target } : false; } }],
    renderHTML: ({ node }) => ["a", { class: "ref", href: `#${node.attrs.target}` }],
    renderText: ({ node }) => titles[node.attrs.target] ?? "",
    addNodeView: () => ({ node }) => {
      const dom = document.createElement("span");
      dom.className = "in-text ref-mark";
      dom.textContent = titles[node.attrs.target] ?? "…";
      return { dom };
    },
  });

  const Footnote = Node.create({
    name: "footnote",
    group: "inline",
    inline: true,
    atom: true,
    addAttributes: () => ({ text: { default: "" } }),
    parseHTML: () => [{ tag: "span.footnote", getAttrs: (span) => (span.textContent.trim() ? { text: span.textContent } : false) }],
    renderHTML: ({ node }) => ["span", { class: "footnote" }, node.attrs.text],
    addNodeView: () => ({ node }) => {
      const dom = document.createElement("span");
      dom.className = "in-text fn-mark";
      dom.title = node.attrs.text;
      const words = document.createElement("span");
      words.className = "hidden";
      words.textContent = ` [${node.attrs.text}]`;
      dom.append(words);
      return { dom };
    },
  });

  const pictureOf = (image) => {
    const key = IMAGE.exec(image?.getAttribute("src") ?? "")?.[1];
    return key ? { src: `/bild/${key}`, alt: image.getAttribute("alt"), width: image.getAttribute("width"), height: image.getAttribute("height") } : false;
  };

  const Figure = Node.create({
    name: "figure",
    group: "block",
    content: "inline*",
    isolating: true,
    addAttributes: () => Object.fromEntries(["src", "alt", "width", "height"].map((name) => [name, { default: null, rendered: false }])),
    parseHTML: () => [
      { tag: "figure", getAttrs: (figure) => pictureOf(figure.querySelector("img")), contentElement: (figure) => figure.querySelector("figcaption") ?? document.createElement("figcaption") },
      { tag: "img[src]", getAttrs: pictureOf, contentElement: () => document.createElement("figcaption") },
    ],
    renderHTML: ({ node, HTMLAttributes }) => {
      const said = Object.entries(node.attrs).filter(([name, value]) => ["src", "alt", "width", "height"].includes(name) && value !== null);
      return ["figure", HTMLAttributes, ["img", Object.fromEntries(said)], ["figcaption", 0]];
    },
  });

  // Each block has an id of its own from its birth: by it the server puts together what several write.
  const BlockIds = Extension.create({
    name: "blockIds",
    addGlobalAttributes: () => [{
      types: BLOCKS,
      attributes: {
        bid: { default: null, keepOnSplit: false, parseHTML: (element) => element.dataset.id ?? null, renderHTML: ({ bid }) => (bid ? { "data-id": bid } : {}) },
      },
    }],
    addProseMirrorPlugins: () => [new Plugin({
      appendTransaction: (transactions, _old, state) => {
        if (!transactions.some((one) => one.docChanged)) return null;
        const seen = new Set(), change = state.tr;
        state.doc.forEach((node, place) => {
          if (!node.attrs.bid || seen.has(node.attrs.bid)) change.setNodeAttribute(place, "bid", newId());
          seen.add(change.doc.nodeAt(place).attrs.bid);
        });
        return change.docChanged ? change.setMeta("addToHistory", false) : null;
      },
    })],
  });

  return [
    tiptap.Document, tiptap.Text, Paragraph, Heading, tiptap.BulletList, OrderedList, ListItem, Blockquote,
    Table, tiptap.TableRow, tiptap.TableHeader.extend(cell), tiptap.TableCell.extend(cell), Figure, Footnote, Reference, Link,
    tiptap.Bold, tiptap.Italic, tiptap.Superscript, tiptap.Subscript, tiptap.Code, tiptap.HardBreak,
    tiptap.UndoRedo, tiptap.Gapcursor, tiptap.TrailingNode, Typing, BlockIds,
  ];
};
