// Who offers what to type, such as a person of the world, fills it into the form by a press. Without this script a link
// leads to the page that has it filled in, and a button that could do nothing stays hidden.
for (const offer of document.querySelectorAll("[data-fill]")) offer.hidden = false;
document.addEventListener("click", (event) => {
  const offer = event.target.closest("[data-fill]");
  if (!offer) return;
  const values = Object.entries(JSON.parse(offer.dataset.fill));
  const field = (name) => document.querySelector(`input[name="${name}"]:not([type=hidden])`);
  if (!values.every(([name]) => field(name))) return;
  event.preventDefault();
  for (const [name, value] of values) field(name).value = value;
  const open = values.find(([, value]) => !value);
  const form = field(values[0][0]).form;
  (open ? field(open[0]) : form.querySelector("[type=submit]")).focus();
});
