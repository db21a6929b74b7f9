"use strict";
(() => {
  const all = (what) => [...document.querySelectorAll(what)];
  const one = (id) => document.getElementById(id);

  // On paper everything is unfolded, also where the style cannot do it.
  const folded = () => all("details:not([open])");
  let opened = [];
  addEventListener("beforeprint", () => { opened = folded(); opened.forEach((part) => { part.open = true; }); });
  addEventListener("afterprint", () => { opened.forEach((part) => { part.open = false; }); });

  // In the picture: arrows go from cell to cell, Escape hides what was told, a click opens the card.
  const matrix = document.querySelector(".matrix");
  if (!matrix) return;
  const rows = all(".row");
  const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  const near = (row, down) => {
    let place = rows.indexOf(row);
    do place += down; while (rows[place] && rows[place].hidden);
    return rows[place];
  };
  matrix.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { matrix.classList.add("quiet"); return; }
    const at = event.target.closest("th, td");
    if (!steps[event.key] || !at || !rows.includes(at.parentElement)) return;
    const [down, right] = steps[event.key];
    const row = down ? near(at.parentElement, down) : at.parentElement;
    const cell = row && row.cells[at.cellIndex + right];
    if (!cell) return;
    event.preventDefault();
    const target = cell.querySelector("a") || cell;
    if (target === cell) cell.tabIndex = -1;
    matrix.classList.remove("quiet");
    target.focus();
  });
  matrix.addEventListener("pointermove", () => matrix.classList.remove("quiet"));
  addEventListener("keydown", (event) => { if (event.key === "Escape") matrix.classList.add("quiet"); });

  // The filter. Rows and cards stand in the same order.
  const bar = one("filter");
  if (!bar) return;
  const cards = all("article.site");
  const groups = all(".group").map((group) => [group, group.querySelectorAll("article")]);
  const bodies = [...matrix.tBodies].map((body) => [body, body.rows]);
  const chips = all("[data-verdict]");
  const [find, provider, shown, reset] = ["find", "provider", "shown", "reset"].map(one);
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  let heard = null;
  let verdict = "";
  const filter = () => {
    const words = plain(find.value).split(/\s+/).filter(Boolean);
    const whose = provider ? provider.value : "";
    if (words.length && !heard) heard = rows.map((row) => plain(row.textContent));
    let number = 0;
    rows.forEach((row, place) => {
      const fits = (!verdict || row.dataset.v === verdict) && (!whose || row.dataset.p === whose)
        && words.every((word) => heard[place].includes(word));
      number += fits;
      if (row.hidden === fits) { row.hidden = !fits; cards[place].hidden = !fits; }
    });
    [...groups, ...bodies].forEach(([part, inside]) => { part.hidden = [...inside].every((each) => each.hidden); });
    const everything = !verdict && !whose && !words.length;
    shown.parentElement.hidden = everything;
    shown.textContent = everything ? "" : number ? `${shown.dataset.words} ${number} / ${rows.length}` : shown.dataset.none;
  };
  const choose = (wanted) => {
    verdict = wanted;
    chips.forEach((chip) => chip.setAttribute("aria-pressed", String(chip.dataset.verdict === wanted)));
    filter();
  };
  const showAll = () => { find.value = ""; if (provider) provider.value = ""; choose(""); };
  chips.forEach((chip) => chip.addEventListener("click", () => choose(chip.dataset.verdict)));
  find.addEventListener("input", filter);
  if (provider) provider.addEventListener("change", filter);
  reset.addEventListener("click", () => { showAll(); find.focus(); });
  addEventListener("hashchange", () => {
    const card = document.querySelector("article:target");
    if (card && card.hidden) { showAll(); card.scrollIntoView(); }
  });
  bar.hidden = false;
  if (find.value || (provider && provider.value)) filter();
})();
