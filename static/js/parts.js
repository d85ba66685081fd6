// Brings the list of parts beside the answer up to date when something has been saved or attached, and says what
// became of them. Without this file the next page shows it.
{
  const list = document.getElementById("delar"), said = document.getElementById("delar-nu");
  const state = (row) => row.querySelector(".state").textContent;
  const name = (row) => row.querySelector("a").textContent;
  const WAIT = 1500;
  let timer = null;
  const news = new Map();

  // Not with every letter typed, and only what is otherwise than when it was said last.
  const say = () => {
    said.textContent = [...news].map(([part, words]) => `${part}: ${words}`).join(". ");
    news.clear();
  };

  const show = (html) => {
    const fresh = [...new DOMParser().parseFromString(`<ol>${html}</ol>`, "text/html").querySelectorAll("li")];
    const rows = [...list.children];
    if (fresh.length !== rows.length) {
      if (!list.contains(document.activeElement)) list.replaceChildren(...fresh);
      return;
    }
    fresh.forEach((row, place) => {
      const old = rows[place];
      if (old.outerHTML === row.outerHTML) return;
      if (state(old) !== state(row)) news.set(name(row), state(row));
      old.className = row.className;
      // The link stays: it may have the focus.
      for (const what of [".knot", ".state"]) old.querySelector(what).replaceWith(row.querySelector(what));
    });
    clearTimeout(timer);
    if (news.size) timer = setTimeout(say, WAIT);
  };

  if (list) document.addEventListener("portal:parts", (event) => { if (event.detail) show(event.detail); });
}
