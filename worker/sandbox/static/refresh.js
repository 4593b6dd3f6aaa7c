// Every region that names a fragment is asked for again each second and replaced when it changed.
"use strict";

const EVERY_MS = 1000;
const NEAR_PX = 80;
const regions = [...document.querySelectorAll("[data-fragment]")];
const stale = document.getElementById("stale");
const shown = new Map();

function readsTheNewest(region) {
  return region.scrollHeight - region.scrollTop - region.clientHeight < NEAR_PX;
}

function goToTheNewest(region) {
  if (region.dataset.newest === "last") region.scrollTop = region.scrollHeight;
}

function show(region, html) {
  if (shown.get(region) === html) return;
  const follow = readsTheNewest(region);
  const focused = region.contains(document.activeElement)
    ? document.activeElement.getAttribute("href")
    : null;
  region.innerHTML = html;
  shown.set(region, html);
  if (follow) goToTheNewest(region);
  if (focused) {
    [...region.querySelectorAll("a")].find((link) => link.getAttribute("href") === focused)?.focus();
  }
}

async function refresh(region) {
  const answer = await fetch(region.dataset.fragment, { cache: "no-store" });
  if (!answer.ok) throw new Error(String(answer.status));
  show(region, await answer.text());
}

async function refreshAll() {
  const visible = document.hidden ? [] : regions.filter((region) => region.offsetParent !== null);
  const outcomes = await Promise.allSettled(visible.map(refresh));
  if (outcomes.length) stale.hidden = outcomes.every((one) => one.status === "fulfilled");
  setTimeout(refreshAll, EVERY_MS);
}

regions.forEach(goToTheNewest);
setTimeout(refreshAll, EVERY_MS);
