// Tells the others that somebody is here, and shows who else is. Without this file the list is that of the page's load.
{
  const place = document.getElementById("har");
  const BEAT = 15000;

  const show = (present) => {
    const shown = present.map((one) => (one.where ? `${one.name} (${one.where}, ${place.dataset.since} ${one.since})` : one.name));
    place.querySelector("span").textContent = shown.length ? `${place.dataset.words} ${shown.join("; ")}` : place.dataset.alone;
  };

  const beat = async () => {
    if (document.hidden) return;
    const body = new URLSearchParams({ draft: place.dataset.draft, where: place.dataset.where });
    try {
      const response = await fetch(place.dataset.beat, { method: "POST", headers: { "X-CSRFToken": place.dataset.token }, body });
      if (response.ok && !response.redirected) show((await response.json()).present);
    } catch {
      // No connection: the saving says so already.
    }
  };

  if (place) {
    // Saving brings the list too: see static/js/autosave.js.
    document.addEventListener("portal:present", (event) => show(event.detail));
    document.addEventListener("visibilitychange", beat);
    setInterval(beat, BEAT);
  }
}
