// j and k go to the next and the one before of what failed; Escape closes the message that has the focus.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    const open = document.activeElement?.closest(".fall > ol > li > details[open]");
    if (open) { open.open = false; open.querySelector("summary").focus(); }
    return;
  }
  if (event.key !== "j" && event.key !== "k") return;
  const failed = [...document.querySelectorAll(".why")];
  if (!failed.length) return;
  const at = failed.indexOf(document.activeElement?.closest(".why"));
  const next = failed[(at + (event.key === "j" ? 1 : -1) + failed.length) % failed.length];
  next.focus();
  next.scrollIntoView({block: "start"});
});

// A message of a step that passed is packed; its row opens, and unpacks it, where there is JavaScript.
for (const row of document.querySelectorAll("[data-p]")) {
  const details = document.createElement("details"), summary = document.createElement("summary");
  summary.className = row.className;
  summary.append(...row.childNodes);
  details.append(summary);
  details.dataset.p = row.dataset.p;
  row.replaceChildren(details);
  row.removeAttribute("class");
  row.removeAttribute("data-p");
}
let unpacked, opening = 0;
async function unpack() {
  const bytes = Uint8Array.from(atob(document.getElementById("packed").textContent), (c) => c.charCodeAt(0));
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(plain).json();
}
document.addEventListener("toggle", async (event) => {
  const opened = event.target, number = opened.dataset?.p;
  if (!number || !opened.open) return;
  delete opened.dataset.p;
  unpacked ??= unpack();
  const [pieces, messages] = await unpacked;
  const body = messages[number - 1].map((n) => pieces[n]).join("");
  opened.insertAdjacentHTML("beforeend", body.replaceAll("m\ue000", "n" + ++opening));
}, true);
