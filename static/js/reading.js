// Marks in the contents where one reads. The page is whole without it.
const links = new Map();
for (const link of document.querySelectorAll(".toc a[href^='#s-']")) {
  links.set(link.getAttribute("href").slice(1), link);
}

function mark(id) {
  for (const [key, link] of links) {
    if (key === id) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

const headings = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
let waiting = false;

function follow() {
  waiting = false;
  const passed = headings.filter((heading) => heading.getBoundingClientRect().top < innerHeight / 3);
  const now = passed.at(-1);
  if (now) mark(now.id);
}

addEventListener("scroll", () => {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(follow);
}, { passive: true });
follow();
