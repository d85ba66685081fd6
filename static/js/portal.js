// Niceties only: everything works without this file.
const summary = document.getElementById("fel");
if (summary) summary.focus();
for (const part of document.querySelectorAll("[data-needs-script]")) part.hidden = false;
for (const part of document.querySelectorAll("[data-without-script]")) part.hidden = true;
