// Niceties only: everything works without this file.
const summary = document.getElementById("fel");
if (summary) summary.focus();
