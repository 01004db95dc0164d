// While a reader points at a check, what it looked at is marked; and the checks that looked at a line.
function markAt(event) {
  for (const marked of document.querySelectorAll(".message .at")) marked.classList.remove("at");
  const from = event.target.closest && event.target.closest(".message [data-at]");
  if (!from || !/over|in/.test(event.type)) return;
  for (const id of from.dataset.at.split(" ")) document.getElementById(id)?.classList.add("at");
}
for (const type of ["mouseover", "focusin", "mouseout", "focusout"]) document.addEventListener(type, markAt);
