/**
 * Listening while the article is being made: the stream plays, its timeline grows, and when all of it is made the
 * player moves to the finished file, in which one can go anywhere. Both sound together for a moment: no gap.
 */

const ASK_AGAIN_MS = 1500;
/** So far ahead of the stream the file waits to be met. */
const LEAD_SECONDS = 0.25;

/** Follows until the file is heard. Whatever fails leaves the stream as it is. */
export async function follow(player) {
  for (;;) {
    const timeline = await fetch(player.timelineUrl).then((answer) => (answer.ok ? answer.json() : null)).catch(() => null);
    if (timeline) player.take(timeline);
    const found = timeline?.complete ? await fetch(player.anyAudio, { method: "HEAD" }).catch(() => null) : null;
    if (found?.ok && found.redirected) {
      player.part.querySelector("[data-making]")?.remove();
      const holdsAll = Number.isFinite(player.audio.duration) && player.audio.seekable.length > 0;
      return holdsAll ? undefined : move(player, found.url);
    }
    await new Promise((go) => setTimeout(go, ASK_AGAIN_MS));
  }
}

async function move(player, url) {
  const stream = player.audio;
  const file = stream.cloneNode(true);
  file.preload = "auto";
  file.defaultPlaybackRate = file.playbackRate = player.speed;
  file.volume = player.volume;
  file.src = url;
  await once(file, "loadedmetadata");
  if (player.waiting === null && player.wanted && !stream.paused && !stream.ended) {
    file.currentTime = stream.currentTime + LEAD_SECONDS * player.speed;
    await once(file, "seeked");
    if (file.readyState < HTMLMediaElement.HAVE_FUTURE_DATA) await once(file, "canplay");
    await met(stream, file.currentTime);
  }
  if (player.waiting !== null || !player.wanted) {
    file.currentTime = player.position();
    player.waiting = null;
  }
  if (player.wanted) {
    file.playbackRate = player.speed;
    try { await file.play(); } catch { return; }
  }
  player.adopt(file);
}

function once(target, kind) {
  return new Promise((done, failed) => {
    target.addEventListener(kind, done, { once: true });
    target.addEventListener("error", () => failed(new Error("the finished file could not be loaded")), { once: true });
  });
}

/** Until the stream has come to a moment, or stopped. */
function met(stream, seconds) {
  return new Promise((done) => {
    const look = () => {
      if (stream.paused || stream.ended || stream.currentTime >= seconds) done();
      else setTimeout(look, Math.max(1, Math.min(50, (seconds - stream.currentTime) * 500)));
    };
    look();
  });
}
