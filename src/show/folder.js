// The page of a folder keeps up with what happens in it: it looks again, and takes over the lines that changed.
"use strict";
(() => {
  const AGAIN_MS = 2000;
  const said = document.getElementById("said");
  try {
    document.documentElement.dataset.theme = localStorage.getItem("rowmend theme") ?? "";
  } catch {
    // A browser that keeps nothing shows what the system wants.
  }

  function takeOver(fresh) {
    for (const id of ["sum", "documents"]) {
      const [mine, other] = [document.getElementById(id), fresh.getElementById(id)];
      if (!mine || !other || mine.innerHTML === other.innerHTML) continue;
      const rows = [...mine.querySelectorAll("tbody tr")];
      const now = [...other.querySelectorAll("tbody tr")];
      const ids = (all) => all.map((row) => row.id).join();
      if (!rows.length || ids(rows) !== ids(now)) {
        mine.replaceChildren(...other.childNodes);
        continue;
      }
      // What has the focus keeps it: only its row's other cells change.
      rows.forEach((row, at) => {
        if (row.outerHTML === now[at].outerHTML) return;
        while (row.children.length > 1) row.lastElementChild.remove();
        row.append(...[...now[at].children].slice(1));
      });
    }
  }

  async function look() {
    if (document.visibilityState !== "visible") return;
    try {
      const answer = await fetch("/");
      if (!answer.ok) throw new Error(answer.statusText);
      takeOver(new DOMParser().parseFromString(await answer.text(), "text/html"));
      said.textContent = "";
    } catch {
      said.textContent = "rowmend serve does not answer: this page shows how things stood before.";
    }
  }

  setInterval(look, AGAIN_MS);
  document.addEventListener("visibilitychange", look);
})();
