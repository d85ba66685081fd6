// Ticks many passages of a letter at once. Without this file each is ticked by itself.
{
  const ticks = [...document.querySelectorAll("input[name=tick]")];
  const all = document.getElementById("alla");
  let last = null;

  all?.addEventListener("click", () => {
    const wanted = ticks.some((tick) => !tick.checked);
    for (const tick of ticks) tick.checked = wanted;
  });
  for (const tick of ticks) {
    tick.addEventListener("click", (event) => {
      if (event.shiftKey && last) {
        const [from, to] = [ticks.indexOf(last), ticks.indexOf(tick)].sort((a, b) => a - b);
        for (const one of ticks.slice(from, to + 1)) one.checked = tick.checked;
      }
      last = tick;
    });
  }
  for (const button of document.querySelectorAll("[data-heading]")) {
    button.addEventListener("click", () => {
      const mine = ticks.filter((tick) => tick.dataset.under === button.dataset.heading);
      const wanted = mine.some((tick) => !tick.checked);
      for (const tick of mine) tick.checked = wanted;
    });
  }
}
