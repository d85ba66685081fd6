// What has not reached the server yet is kept in this browser until it has, and nothing else is. One place for each open
// page of a draft, so that two tabs never overwrite each other's. Forgotten when sent, and when somebody logs out.
const Kept = (() => {
  const PREFIX = "svar:";
  const own = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  let works = true;

  const quietly = (act) => {
    try { return act(); } catch { works = false; return undefined; }
  };

  const keys = (draft = "") => quietly(() => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX + draft))) ?? [];

  // A page that is open holds its lock: its texts are its own business. It lets go when it is left: the browser may keep
  // the page in memory for a while, and the next one is to take over at once.
  const hold = (draft) => {
    const left = () => new Promise((letGo) => { addEventListener("pagehide", letGo, { once: true }); });
    const grip = () => navigator.locks?.request(`${PREFIX}${draft}:${own}`, left);
    addEventListener("pageshow", (event) => { if (event.persisted) grip(); });
    grip();
  };

  const put = (draft, entries) => quietly(() => {
    const key = `${PREFIX}${draft}:${own}`;
    if (Object.keys(entries).length) localStorage.setItem(key, JSON.stringify(entries));
    else localStorage.removeItem(key);
  });

  const take = (key, give) => quietly(() => {
    const entries = JSON.parse(localStorage.getItem(key) ?? "{}");
    give(entries);
    localStorage.removeItem(key);
  });

  // Hand over what pages that are closed now have left behind.
  const adopt = async (draft, give) => {
    for (const key of keys(`${draft}:`).filter((key) => !key.endsWith(own))) {
      if (navigator.locks) await navigator.locks.request(key, { ifAvailable: true }, (lock) => { if (lock) take(key, give); });
      else take(key, give);
    }
  };

  // Files that are still on their way are kept by static/js/upload.js.
  const forgetFiles = (draft) => quietly(() => {
    const asked = indexedDB.open("bilagor", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("files", { keyPath: "id" });
    asked.onsuccess = () => {
      const files = asked.result.transaction("files", "readwrite").objectStore("files");
      files.getAll().onsuccess = (event) => {
        for (const kept of event.target.result) if (!draft || kept.draft === draft) files.delete(kept.id);
      };
    };
  });

  const forget = (draft = "") => {
    for (const key of keys(draft)) quietly(() => localStorage.removeItem(key));
    forgetFiles(draft);
  };

  return { hold, put, adopt, forget, get works() { return works; } };
})();

document.addEventListener("submit", (event) => {
  if (event.target.matches("form[data-forgets-drafts]")) Kept.forget();
});
const sent = document.querySelector("[data-sent-draft]");
if (sent) Kept.forget(sent.dataset.sentDraft);
