const live = document.getElementById("live");
const told = new EventSource(live.dataset.events);
told.onmessage = (event) => {
  live.innerHTML = event.data;
  document.querySelector(".halt")?.toggleAttribute("hidden", !live.querySelector("[data-waiting]"));
};
told.addEventListener("signed-out", () => { told.close(); location.reload(); });
