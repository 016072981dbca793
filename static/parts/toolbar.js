/**
 * The size buttons without leaving the page: what is being heard goes on, and Back does not walk through the sizes.
 * The form works alone; whatever fails here is left to it.
 */
const form = document.querySelector("[data-part=toolbar] form");
if (!form) throw new Error("toolbar: no <form> inside data-part=toolbar");

let earlier = Promise.resolve();

form.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button || document.querySelector("input[type=radio][name=co]")) return;
  event.preventDefault();
  earlier = earlier.then(() => press(button));
});

/** @param {HTMLButtonElement} button */
async function press(button) {
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form, button)) });
    if (!answer.ok) throw new Error(`toolbar: ${answer.status}`);
    show(new DOMParser().parseFromString(await answer.text(), "text/html"), button);
  } catch {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value }));
    form.submit();
  }
}

/** Take over the size, its words and the notices at the limits; a press that changed nothing goes to its notice. */
function show(page, button) {
  const before = document.documentElement.dataset.scale;
  const { scale } = page.documentElement.dataset;
  document.documentElement.dataset.scale = scale;
  for (const old of form.querySelectorAll(".notice")) old.remove();
  for (const notice of page.querySelectorAll("[data-part=toolbar] .notice")) form.append(document.adoptNode(notice));
  const said = "[data-part=toolbar] [role=status]";
  document.querySelector(said).textContent = page.querySelector(said).textContent;
  const notice = form.querySelector(".notice");
  if (scale === before && notice && button.value !== "macdinh") location.replace(`#${notice.id}`);
}

/* A page that the browser kept as it was, size included, is asked for again if the settings have changed since. */
let cookie = document.cookie;
addEventListener("pagehide", () => { cookie = document.cookie; });
addEventListener("pageshow", (event) => { if (event.persisted && document.cookie !== cookie) location.reload(); });
