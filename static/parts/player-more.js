/**
 * The further ways of listening: volume, sleep timer, a stop after each sentence, shorter pauses; the keys of
 * headsets and lock screens; one voice at a time, however many windows are open; a word when the sound is late.
 */
import { keep } from "./player-place.js";

const HUSH_SPEED = 4;
/** A pause shorter than this is kept as it is. */
const SHORTEST_PAUSE_SECONDS = 0.3;
/** So much of every pause stays: sentences must not run into each other. */
const KEPT_PAUSE_SECONDS = 0.15;
const SLOW_AFTER_MS = 3000;

export function mount(player) {
  const { part } = player;
  volume();
  sleepTimer();
  player.watchers.push(stopAfterSentence(), shortenPauses);
  mediaSession();
  oneWindow();
  slowSound();

  function volume() {
    const slider = part.querySelector("#am-luong");
    const show = () => slider.setAttribute("aria-valuetext", `${slider.value} phần trăm`);
    slider.value = String(Math.round(player.volume * 100));
    show();
    slider.addEventListener("input", () => {
      player.volume = player.audio.volume = Number(slider.value) / 100;
      show();
      keep(null, { volume: player.volume });
    });
  }

  function sleepTimer() {
    const choice = part.querySelector("#hen-gio");
    let timer = 0;
    choice.addEventListener("change", () => {
      clearTimeout(timer);
      if (!choice.value) return;
      timer = setTimeout(() => {
        choice.value = "";
        if (!player.wanted) return;
        player.pause();
        player.say("asleep");
      }, Number(choice.value) * 60_000);
    });
  }

  /** Pauses where the next sentence begins, unless the listener has just moved there. */
  function stopAfterSentence() {
    let heard = -1;
    let from = 0;
    return (time) => {
      const sentence = player.times.sentenceAt(time);
      const went = sentence === heard + 1 && time >= from && time - from < 1 && !player.audio.seeking;
      if (player.choices.stops && went && !player.audio.paused && heard >= 0) {
        heard = sentence;
        player.pause();
        player.seek(player.times.starts[sentence]);
      }
      heard = sentence;
      from = time;
    };
  }

  /** Runs through the silence after a sentence's last word. Needs the voice's marks. */
  function shortenPauses(time) {
    const sentence = player.timeline?.sentences[player.times.sentenceAt(time)];
    const silence = sentence?.words.length ? sentence.words.at(-1).end + KEPT_PAUSE_SECONDS : Infinity;
    const runs = player.choices.brisk && time > silence && time < sentence.end - KEPT_PAUSE_SECONDS / 2
      && sentence.end - silence > SHORTEST_PAUSE_SECONDS;
    const rate = runs ? player.speed * HUSH_SPEED : player.speed;
    if (player.audio.playbackRate !== rate) player.audio.playbackRate = rate;
  }

  function mediaSession() {
    const { mediaSession: session } = navigator;
    if (!session) return;
    session.metadata = new MediaMetadata({
      title: document.querySelector("h1").textContent,
      artist: document.querySelector(".top .section")?.textContent ?? "",
      album: "Báo Nói",
    });
    const acts = {
      play: player.play, pause: player.pause, stop: player.pause,
      seekbackward: player.go.back, seekforward: player.go.on,
      previoustrack: player.go["sentence-back"], nexttrack: player.go["sentence-on"],
      seekto: ({ seekTime }) => player.seek(seekTime),
    };
    for (const [name, act] of Object.entries(acts)) {
      try { session.setActionHandler(name, act); } catch { /* This browser has no such key. */ }
    }
    let told = "";
    player.watchers.push((time) => {
      const { duration } = player.times;
      const now = `${Math.floor(time / 5)} ${player.speed} ${duration}`;
      if (!duration || now === told) return;
      told = now;
      session.setPositionState?.({ duration, playbackRate: player.speed, position: Math.min(time, duration) });
    });
  }

  /** Whoever begins to sound last is heard; the others pause and say so. */
  function oneWindow() {
    if (!("BroadcastChannel" in window)) return;
    const channel = new BroadcastChannel("baonoi.nghe");
    let sounds = false;
    const tell = () => {
      if (!sounds && player.wanted) channel.postMessage("sounds");
      sounds = player.wanted;
    };
    player.watchers.push(tell);
    tell();
    channel.addEventListener("message", () => {
      if (!player.wanted) return;
      player.pause();
      sounds = false;
      player.say("elsewhere");
    });
  }

  /** Sound that does not come is said to be waited for, until it comes. */
  function slowSound() {
    let timer = 0;
    let saying = false;
    document.addEventListener("waiting", () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        saying = player.wanted && player.audio.readyState < HTMLMediaElement.HAVE_FUTURE_DATA;
        if (saying) player.say("slow");
      }, SLOW_AFTER_MS);
    }, true);
    document.addEventListener("playing", () => {
      clearTimeout(timer);
      if (saying) player.say("");
      saying = false;
    }, true);
  }
}
