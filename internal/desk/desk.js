// Copy buttons, and what is live on a page: both are missing without a loss where there is no script.
"use strict";
function addCopyButtons(root) {
  for (const box of root.querySelectorAll(".copy:not(:has(.copier))")) {
    const button = document.createElement("button"), code = box.querySelector("code");
    button.type = "button";
    button.className = "button small copier";
    button.textContent = "Copy";
    button.setAttribute("aria-label", "Copy " + code.textContent.slice(0, 60));
    button.addEventListener("click", async () => {
      try { await navigator.clipboard.writeText(code.textContent); button.textContent = "Copied"; }
      catch { getSelection().selectAllChildren(code); button.textContent = "Selected"; }
      setTimeout(() => { button.textContent = "Copy"; }, 1500);
    });
    box.append(button);
  }
}
addCopyButtons(document);

// A page that names an address in data-live has parts that follow the world.
const live = document.querySelector("[data-live]");
let seen = "";
async function follow() {
  if (document.hidden) return;
  const answer = await fetch(live.dataset.live, { headers: { "If-None-Match": seen }, cache: "no-store" });
  if (answer.status !== 200) return;
  const parts = new DOMParser().parseFromString(await answer.text(), "text/html").body.children;
  let whole = true;
  for (const part of [...parts]) {
    const old = document.getElementById(part.id);
    if (old.contains(document.activeElement)) { whole = false; continue; } // who works there is not disturbed
    old.replaceWith(part);
    addCopyButtons(part);
  }
  if (whole) seen = answer.headers.get("ETag");
}

// A page that names a stream in data-events is told of news, while somebody looks; the others ask.
let stream = null;
function listen() {
  if (document.hidden) { stream?.close(); stream = null; return; }
  if (stream) return;
  stream = new EventSource(live.dataset.events);
  stream.onmessage = () => follow().catch(() => {});
  follow().catch(() => {});
}
if (live?.dataset.events) { document.addEventListener("visibilitychange", listen); listen(); }
else if (live) setInterval(() => follow().catch(() => {}), 2000); // the world may have ended; the page stays as it was

// A file may be dropped on the form that takes it.
for (const form of document.querySelectorAll("form.drop")) {
  const over = (event) => { event.preventDefault(); form.classList.toggle("over", event.type === "dragover"); };
  for (const type of ["dragover", "dragleave", "drop"]) form.addEventListener(type, over);
  form.addEventListener("drop", (event) => {
    if (event.dataTransfer.files.length) form.querySelector("input[type=file]").files = event.dataTransfer.files;
  });
}
