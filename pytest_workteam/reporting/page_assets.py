"""The style and the script of the HTML page."""

from __future__ import annotations

# Colors only repeat what the text says.
STYLE = """
:root { color-scheme: light dark; }
body { font: 15px/1.45 system-ui, sans-serif; margin: 1.5rem auto; max-width: 64rem;
  padding: 0 1rem; }
h1 { font-size: 1.4rem; margin: 0 0 .25rem; }
h2 { font-size: 1.05rem; margin: 1.5rem 0 .4rem; }
h2 small, .run { color: light-dark(#555, #aaa); font-weight: normal; }
p { margin: 0 0 1rem; }
.filters { align-items: baseline; display: flex; flex-wrap: wrap; gap: .5rem 1.5rem;
  margin-bottom: 1rem; }
.filters[hidden], [hidden] { display: none; }
input, select { font: inherit; max-width: 100%; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid light-dark(#bbb, #555); padding: .35rem .6rem; text-align: left;
  vertical-align: top; }
th { font-weight: 600; width: 20rem; white-space: nowrap; }
th small { display: block; font-weight: normal; }
tr.met td { background: light-dark(#e6f4ea, #16361f); }
tr.never td { background: light-dark(#fdecea, #45191a); }
summary { cursor: pointer; }
ul { margin: .3rem 0 0; padding-left: 1.1rem; }
li, code { font: 12.5px/1.45 ui-monospace, monospace; overflow-wrap: break-word; }
@media (max-width: 45rem) {
  tbody, tr, th, td { display: block; width: auto; }
  td { border-top: 0; }
}
@media print {
  body { margin: 0; max-width: none; padding: 0; }
  .filters { display: none; }
  h2, tr { break-inside: avoid; break-after: avoid; }
  tr { break-after: auto; }
}
"""

SCRIPT = """
const form = document.querySelector(".filters");
const sections = [...document.querySelectorAll("section")];
function filter() {
  const operation = form.elements.operation.value.trim().toLowerCase();
  const state = form.elements.state.value;
  let shown = 0;
  for (const section of sections) {
    const named = section.dataset.operation.toLowerCase().includes(operation);
    const rows = [...section.querySelectorAll("tr")];
    for (const row of rows) row.hidden = state !== "" && !row.classList.contains(state);
    section.hidden = !named || rows.every((row) => row.hidden);
    shown += section.hidden ? 0 : 1;
  }
  document.querySelector(".nothing").hidden = shown > 0;
}
form.addEventListener("input", filter);
form.addEventListener("submit", (event) => event.preventDefault());
// Hidden in the markup: the filters need scripts.
form.hidden = false;
filter();
addEventListener("beforeprint", () => {
  for (const each of document.querySelectorAll("details")) each.open = true;
});
"""
