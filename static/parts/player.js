/**
 * The player: buttons, the ruler and the words around the page's <audio>. Nothing sounds before a press.
 * What is not needed to begin is loaded at the first press: reading along, further choices, the move from the
 * stream to the finished file. Times are seconds of the audio, whatever its speed.
 */
import {
  SPEEDS, Times, inWords, keep, nearestSpeed, remembered, sentenceWith, speedInWords, understood,
} from "./player-place.js";

/** A press on "Câu trước" later than this in a sentence begins the sentence again. */
const AGAIN_AFTER_SECONDS = 1.5;
const SKIP_SECONDS = 10;
const RULER_STEP_SECONDS = 5;
const KEEP_EVERY_SECONDS = 5;
/** Nearer to the beginning or the end than this, there is nothing to go on with. */
const EDGE_SECONDS = 3;
const TICK_HIDDEN_MS = 100;

const part = document.querySelector("[data-part=player]");
if (!part) throw new Error("player: no data-part=player");
const find = (selector, inside = part) => inside.querySelector(selector) ?? complain(selector);
function complain(selector) { throw new Error(`player: no ${selector} inside data-part=player`); }

const words = Object.fromEntries([...find("[data-words]").content.children].map((p) => [p.dataset.word, p.textContent]));
const fill = (word, values = {}) => words[word].replace(/\{(\w+)\}/g, (_, name) => values[name]);

const spans = [...document.querySelectorAll("[data-sentence]")];
const blocks = [];
const texts = [];
for (const span of spans) {
  const n = Number(span.dataset.sentence);
  blocks[n] = Number(span.closest("[data-block]").dataset.block);
  texts[n] = (texts[n] ? `${texts[n]} ` : "") + span.textContent;
}
const counted = new Set([...document.querySelectorAll("#bai-viet [data-block]")].map((block) => Number(block.dataset.block)));

const { article: id, audio: anyAudio, timeline: timelineUrl, script: scriptUrl, starts, duration } = part.dataset;
const ruler = find(".ruler input");
const bar = find("[data-bar]");
const again = find("[data-go=again]");
const said = find(".said");
const own = remembered(id);

const player = {
  part, fill, texts, blocks, scriptUrl, timelineUrl, anyAudio,
  audio: find("audio"),
  times: new Times(starts ? starts.split(" ").map(Number) : [], starts ? Number(duration) : null, blocks, counted),
  /** The whole timeline of the API, once fetched. */
  timeline: null,
  speed: nearestSpeed(own.speed),
  choices: { stops: false, brisk: false, along: own.along, press: own.press, keys: own.keys },
  volume: own.volume,
  /** Where to begin once the sound can be moved; null: it is where it should be. */
  waiting: null,
  /** The listener wants sound, also while it is still loading. */
  wanted: false,
  /** Called with the time, often while it sounds and after every move. */
  watchers: [],
  say, seek, play, pause, update, adopt, take, position,
};

/** Say a sentence once, or nothing. aside: it stands in sight elsewhere already. */
function say(word, values, { aside = false } = {}) {
  said.classList.toggle("aside", aside);
  said.textContent = word ? fill(word, values) : "";
}

/** Where the listener is, also before the sound has been moved there. */
function position() { return player.waiting ?? player.audio.currentTime; }

function length() {
  if (player.times.duration !== null) return player.times.duration;
  return Number.isFinite(player.audio.duration) ? player.audio.duration : null;
}

function placeInWords(sentence) {
  const { times } = player;
  const paragraph = times.paragraphOf(sentence);
  const values = { paragraph, paragraphs: times.paragraphs.length, sentence: sentence + 1, sentences: times.sentences };
  return fill(paragraph ? "place" : "headline", values);
}

/* Sound */

/** The sound can be moved to any moment; a stream cannot. */
function movable(audio = player.audio) {
  return audio.readyState > 0 && Number.isFinite(audio.duration) && audio.seekable.length > 0;
}

function seek(seconds) {
  const end = length();
  const time = Math.max(0, end === null ? seconds : Math.min(seconds, end - 0.05));
  const streams = player.audio.readyState > 0 && !movable();
  player.waiting = time;
  if (movable()) settle();
  else if (streams) {
    say("not-yet");
    if (player.wanted) player.audio.pause();
  }
  update();
}

/** Move the sound to where the listener wants to be. */
function settle() {
  if (player.waiting === null || !movable()) return;
  player.audio.currentTime = player.waiting;
  player.waiting = null;
}

async function play() {
  player.wanted = true;
  say("");
  again.hidden = true;
  if (player.audio.error || brokenOff) return reload();
  if (player.audio.ended && player.waiting === null) seek(0);
  return start();
}

async function start() {
  player.audio.playbackRate = player.audio.defaultPlaybackRate = player.speed;
  const begun = player.audio.play();
  label();
  more();
  await begun.catch((error) => { if (error.name !== "AbortError") lost(); });
}

function pause() {
  player.wanted = false;
  player.audio.pause();
  label();
}

/** Ask for the audio anew, at its lasting address, and go on where it stopped. */
async function reload() {
  player.waiting = position();
  brokenOff = false;
  if (await withdrawn()) return;
  player.audio.src = anyAudio;
  player.audio.load();
  return start();
}

async function withdrawn() {
  const answer = await fetch(anyAudio, { method: "HEAD" }).catch(() => null);
  if (answer?.status !== 410) return false;
  player.wanted = false;
  again.hidden = true;
  say("gone");
  label();
  return true;
}

function lost() {
  if (!player.wanted && !again.hidden) return;
  player.wanted = false;
  say("lost");
  again.hidden = false;
  label();
  withdrawn();
}

/** Take over another element, which holds the finished file, in the place of the one that was heard. */
function adopt(audio) {
  const before = player.audio;
  player.audio = audio;
  listenTo(audio);
  before.replaceWith(audio);
  before.pause();
  before.removeAttribute("src");
  before.load();
  update();
}

function listenTo(audio) {
  const mine = (act) => () => { if (audio === player.audio) act(); };
  audio.volume = player.volume;
  audio.addEventListener("loadedmetadata", mine(() => { settle(); update(); }));
  audio.addEventListener("play", mine(() => { player.wanted = true; label(); tick(); }));
  audio.addEventListener("pause", mine(() => {
    if (player.waiting === null) player.wanted = false;
    label(); update(); remember();
  }));
  audio.addEventListener("ended", mine(ended));
  audio.addEventListener("error", mine(() => { if (audio.getAttribute("src")) { player.waiting ??= audio.currentTime; lost(); } }));
  for (const kind of ["seeking", "seeked", "timeupdate", "ratechange", "durationchange"]) audio.addEventListener(kind, mine(update));
}

/** The stream ended before the article did: what is left must be asked for anew. */
let brokenOff = false;

async function ended() {
  if (player.times.duration === null) await freshTimeline();
  const { duration } = player.times;
  if (duration === null || player.audio.currentTime < duration - 1) {
    player.waiting = player.audio.currentTime;
    brokenOff = true;
    return lost();
  }
  player.wanted = false;
  keep(id, null);
  say("finished");
  label();
  update();
}

/* What is seen and said */

let scheduled = 0;
let asleep = 0;
function tick() {
  cancelAnimationFrame(scheduled);
  clearTimeout(asleep);
  update();
  if (player.audio.paused) return;
  if (document.hidden) asleep = setTimeout(tick, TICK_HIDDEN_MS);
  else scheduled = requestAnimationFrame(tick);
}
document.addEventListener("visibilitychange", () => { if (document.hidden) remember(); tick(); });

let shown = "";
let kept = 0;
function update() {
  const time = position();
  for (const watch of player.watchers) watch(time);
  const { times } = player;
  const end = length();
  const sentence = times.sentenceAt(time);
  const next = `${Math.floor(time * 4)} ${sentence} ${end} ${times.starts.length}`;
  if (next === shown) return;
  shown = next;
  const share = end ? Math.min(1, time / end) : 0;
  for (const scale of [ruler.parentElement, bar]) scale.style.setProperty("--heard", share);
  write("[data-at]", inWords(time));
  write("[data-of]", end === null ? "" : fill("of", { of: inWords(Math.round(end)) }));
  if (sentence >= 0) write("[data-place]", placeInWords(sentence));
  if (document.activeElement !== ruler) valueOfRuler();
  label();
  if (Math.abs(time - kept) >= KEEP_EVERY_SECONDS && !player.audio.paused) remember();
}

function write(selector, text) {
  const element = find(selector);
  if (element.textContent !== text) element.textContent = text;
}

/** The slider's value and its words. Not while it has the focus and nobody presses: readers would say every second. */
function valueOfRuler() {
  const time = position();
  const end = length();
  const sentence = Math.max(0, player.times.sentenceAt(time));
  ruler.max = String(end ?? Math.max(time, 1));
  ruler.value = String(time);
  const of = end === null ? inWords(player.times.starts.at(-1) ?? 0) : inWords(Math.round(end));
  ruler.setAttribute("aria-valuetext", fill("value", { at: inWords(time), of, place: placeInWords(sentence).toLowerCase() }));
}

function label() {
  const word = player.wanted ? "pause" : position() > EDGE_SECONDS && !player.audio.ended ? "listen-on" : "listen";
  for (const button of document.querySelectorAll("[data-go=play]")) {
    if (button.textContent !== words[word]) button.textContent = words[word];
  }
}

function showSpeed() { write("[data-speed]", speedInWords(player.speed)); }

/** Cut the rule where paragraphs begin. */
function cut() {
  const end = length();
  if (!end) return;
  const { times } = player;
  for (const marks of document.querySelectorAll(".ruler .marks, .bar .marks")) {
    for (const gap of marks.querySelectorAll(".gap")) gap.remove();
    for (const first of times.firsts.slice(1)) {
      if (times.starts[first] === undefined) continue;
      const gap = Object.assign(document.createElement("i"), { className: "gap" });
      gap.style.setProperty("--at", times.starts[first] / end);
      find(".sac", marks).before(gap);
    }
  }
}

/** Take over a timeline of the API. */
function take(timeline) {
  player.timeline = timeline;
  player.times = new Times(timeline.sentences.map((sentence) => sentence.start), timeline.duration, blocks, counted);
  if (timeline.complete) cut();
  update();
}

function remember() {
  const time = position();
  const end = length();
  kept = time;
  if (end !== null && time > end - EDGE_SECONDS) return keep(id, null);
  if (time < EDGE_SECONDS) return;
  const { times } = player;
  const sentence = times.sentenceAt(time);
  const paragraph = times.paragraphOf(sentence);
  const values = { paragraph, paragraphs: times.paragraphs.length, left: inWords((end ?? time) - time) };
  keep(id, {
    at: time, of: end, speed: player.speed, sentence, title: document.querySelector("h1").textContent, url: location.pathname,
    left: end === null ? "" : fill(paragraph ? "left-paragraph" : "left", values),
  });
}
addEventListener("pagehide", () => { if (!player.audio.paused) remember(); });

/* What is pressed */

/** The timeline, asked for once; a step before it is there waits for it. */
let asked = null;
function known() {
  if (player.times.starts.length) return Promise.resolve();
  asked ??= freshTimeline().finally(() => { asked = null; });
  return asked;
}

/** What the API knows now; without an answer everything stays as it is. */
async function freshTimeline() {
  const answer = await fetch(timelineUrl).catch(() => null);
  if (answer?.ok) take(await answer.json());
}

async function step(kind, direction) {
  await known();
  const time = player.times.step(position(), kind, direction, AGAIN_AFTER_SECONDS * player.speed);
  if (time === null) return say("last");
  say(time === 0 && position() < AGAIN_AFTER_SECONDS ? "first" : "");
  seek(time);
  if (!player.wanted) say("here", { place: placeInWords(player.times.sentenceAt(time)) }, { aside: true });
}

function changeSpeed(direction) {
  const next = SPEEDS[SPEEDS.indexOf(player.speed) + direction];
  if (next === undefined) return say(direction > 0 ? "fastest" : "slowest", { speed: speedInWords(player.speed) });
  player.speed = player.audio.playbackRate = player.audio.defaultPlaybackRate = next;
  say("");
  showSpeed();
  keep(id, { speed: next });
}

export function jump(seconds) {
  const sentence = player.times.sentenceAt(seconds);
  seek(seconds);
  const held = player.audio.readyState > 0 && player.waiting !== null;
  if (!held) play().then(() => { if (player.wanted) say("from", { at: inWords(seconds), place: sentence < 0 ? "" : placeInWords(sentence) }); });
}

async function goTo(event) {
  event.preventDefault();
  const field = find("#nghe-tu");
  await known();
  const { times } = player;
  const wanted = understood(field.value, times.paragraphs.length);
  const tooFar = () => { say("too-far", { of: inWords(length() ?? 0), paragraphs: times.paragraphs.length }); field.focus(); };
  if (!wanted) { say("nothing"); return field.focus(); }
  if (wanted.time !== undefined) return length() !== null && wanted.time >= length() ? tooFar() : jump(wanted.time);
  let sentence = wanted.sentence ? wanted.sentence - 1 : times.paragraphs[wanted.paragraph - 1];
  if (wanted.words) sentence = sentenceWith(wanted.words, texts, blocks, times.sentenceAt(position()));
  if (sentence === -1) { say("no-words", { words: field.value.trim() }); return field.focus(); }
  return times.starts[sentence] === undefined ? tooFar() : jump(times.starts[sentence]);
}

const GO = {
  play: () => (player.wanted ? pause() : play()),
  again: () => { find(".main").focus(); return play(); },
  "sentence-back": () => step("sentence", -1),
  "sentence-on": () => step("sentence", 1),
  "paragraph-back": () => step("paragraph", -1),
  "paragraph-on": () => step("paragraph", 1),
  back: () => seek(position() - SKIP_SECONDS),
  on: () => seek(position() + SKIP_SECONDS),
  slower: () => changeSpeed(-1),
  faster: () => changeSpeed(1),
  along: () => {
    const box = find("[data-choice=along]");
    box.click();
    say(box.checked ? "along-on" : "along-off");
  },
};
player.go = GO;

/** With Ctrl, so that no reader takes them for itself and no letter typed is lost; listed on the page of keys. */
const KEYS = {
  "/": "play", ",": "sentence-back", ".": "sentence-on", ";": "paragraph-back", "'": "paragraph-on",
  "[": "slower", "]": "faster", "\\": "along",
};

document.addEventListener("keydown", (event) => {
  const plainCtrl = event.ctrlKey && !event.altKey && !event.metaKey && !event.shiftKey;
  if (!plainCtrl || !player.choices.keys || !(event.key in KEYS)) return;
  event.preventDefault();
  GO[KEYS[event.key]]();
});

for (const root of [part, bar]) {
  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-go]");
    if (button) GO[button.dataset.go]();
  });
}
find("[data-goto]").addEventListener("submit", goTo);
ruler.addEventListener("input", () => { seek(Number(ruler.value)); valueOfRuler(); });
ruler.addEventListener("focus", valueOfRuler);
ruler.addEventListener("keydown", (event) => {
  const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -6, PageUp: 6 }[event.key];
  const to = event.key === "Home" ? 0 : event.key === "End" ? length() : by && position() + by * RULER_STEP_SECONDS;
  if (to === undefined || to === null || event.ctrlKey || event.altKey) return;
  event.preventDefault();
  seek(to);
  valueOfRuler();
});

/* A sentence that is pressed. The listener is the document: nothing in the text becomes a control, no focus changes. */
function sentenceOf(node) {
  const element = node?.nodeType === Node.TEXT_NODE ? node.parentElement : node;
  return element?.closest?.("[data-sentence]") ?? null;
}
async function hearFrom(span) {
  await known();
  const start = player.times.starts[Number(span.dataset.sentence)];
  if (start !== undefined) jump(start);
}
document.addEventListener("click", (event) => {
  const span = sentenceOf(event.target);
  if (!span || !player.choices.press || event.defaultPrevented || event.button || event.detail > 1) return;
  if (event.ctrlKey || event.shiftKey || event.altKey || event.metaKey || event.target.closest("a, button")) return;
  if (getSelection().isCollapsed) hearFrom(span);
});
/* Enter where the caret or the found words are: caret browsing (F7), or Ctrl F and Escape. */
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !player.choices.press || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
  if (document.activeElement?.closest("a, button, input, select, textarea, summary, audio, [data-part]")) return;
  const span = sentenceOf(getSelection().anchorNode);
  if (span) hearFrom(span);
});

/* At the first press: reading along, the further choices, the finished file. */
let loaded = false;
async function more() {
  if (loaded) return;
  loaded = true;
  const needed = [import("./player-along.js").then((module) => module.mount(player)), import("./player-more.js").then((module) => module.mount(player))];
  if (!starts) needed.push(import("./player-stream.js").then((module) => module.follow(player)));
  await Promise.all(needed).catch(() => { loaded = false; });
}
find(".more").addEventListener("toggle", more, { once: true });

/* Begin. */
for (const box of part.querySelectorAll("[data-choice]")) {
  box.checked = player.choices[box.dataset.choice];
  box.addEventListener("change", () => {
    player.choices[box.dataset.choice] = box.checked;
    keep(null, { [box.dataset.choice]: box.checked });
    update();
  });
}
listenTo(player.audio);
if (own.at > EDGE_SECONDS) {
  const sameAudio = own.of === null || player.times.duration === null || Math.abs(own.of - player.times.duration) < 0.5;
  player.waiting = sameAudio ? own.at : player.times.starts[own.sentence] ?? null;
  if (player.waiting !== null) say("stopped", { at: inWords(player.waiting) });
}
document.body.append(bar);
bar.hidden = false;
find(".panel").hidden = false;
part.dataset.ready = "";
showSpeed();
cut();
label();
update();
new ResizeObserver(([box]) => part.style.setProperty("--tall", `${Math.ceil(box.borderBoxSize[0].blockSize)}px`)).observe(part);
