/**
 * "Đang nghe dở" on the front page: the article heard last and not to its end, as the player kept it on this device.
 * Runs where it stands, before what follows is shown, so that nothing moves. What is stored is never trusted.
 */
(() => {
  const SHELF = "baonoi.nghe";
  const part = document.querySelector("[data-part=unfinished]");
  if (!part) throw new Error("unfinished: no data-part=unfinished");

  const articles = () => { try { return { ...JSON.parse(localStorage.getItem(SHELF))?.articles }; } catch { return {}; } };
  const [newest] = Object.entries(articles())
    .filter(([, kept]) => kept?.at > 0 && typeof kept.title === "string" && typeof kept.left === "string")
    .filter(([, kept]) => typeof kept.url === "string" && /^\/bai\/\d+(\/[a-z0-9-]*)?$/.test(kept.url))
    .sort(([, a], [, b]) => b.when - a.when);
  if (!newest) return;

  const [id, { title, left, url }] = newest;
  part.querySelector("[data-title]").textContent = title;
  part.querySelector("[data-left]").textContent = left;
  part.querySelector("[data-aside]").textContent = ` bài ${title}`;
  part.querySelector("a").href = `${url}#nghe`;
  part.querySelector("button").addEventListener("click", forget);
  part.hidden = false;

  function forget() {
    try {
      const shelf = JSON.parse(localStorage.getItem(SHELF));
      delete shelf.articles[id];
      localStorage.setItem(SHELF, JSON.stringify(shelf));
    } catch {
      // Without storage there is nothing to forget.
    }
    part.hidden = true;
    document.querySelector("main").focus();
  }
})();
