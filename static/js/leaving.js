// Asks before a page is left with something typed in a form that does not save itself (the attribute data-unsaved).
{
  const typed = new Set();
  let sent = null;

  const differs = (field) => {
    if (field instanceof HTMLSelectElement) return [...field.options].some((one) => one.selected !== one.defaultSelected);
    return field.type === "checkbox" || field.type === "radio" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
  };
  // What came back with a message beside a field is not saved either.
  const refused = () => [...document.querySelectorAll("form[data-unsaved] .is-wrong")].map((one) => one.closest("form"));
  const waiting = () => [...typed].filter((field) => field.isConnected && differs(field)).map((field) => field.form);

  document.addEventListener("input", ({ target }) => { if (target.form?.matches("[data-unsaved]")) typed.add(target); });
  // On the window, after all others: a form that a script sends by itself does not leave the page.
  addEventListener("submit", (event) => { if (!event.defaultPrevented) sent = event.target; });
  addEventListener("beforeunload", (event) => {
    if ([...waiting(), ...refused()].some((form) => form !== sent)) event.preventDefault();
    sent = null;
  });
}
