/**
 * Where the voice is in an article: times, sentences and paragraphs, in numbers, in words, and as this device
 * remembers it. In: the start of every sentence in seconds, what a listener typed. Out: places and words. No page, no
 * sound; nothing leaves the device, and without storage (a private window, a full disk) everything works and nothing
 * is kept.
 */

/** How many times as fast: the steps of "Chậm hơn" and "Nhanh hơn". */
export const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3, 3.5, 4];

/** Media elements keep microseconds; a sentence begun this close counts as begun. */
const CLOSE = 0.005;

/** 136.4 -> "2 phút 16 giây"; never negative. */
export function inWords(seconds) {
  const s = Math.max(0, Math.floor(seconds + CLOSE));
  const words = [];
  if (s >= 3600) words.push(`${Math.floor(s / 3600)} giờ`);
  if (s % 3600 >= 60) words.push(`${Math.floor((s % 3600) / 60)} phút`);
  if (s % 60 || s < 60) words.push(`${s % 60} giây`);
  return words.join(" ");
}

/** 1.25 -> "1,25 lần". */
export function speedInWords(speed) { return `${String(speed).replace(".", ",")} lần`; }

/** The nearest of SPEEDS; 1 for what is no number. */
export function nearestSpeed(speed) {
  if (!Number.isFinite(speed)) return 1;
  return SPEEDS.reduce((best, step) => (Math.abs(step - speed) < Math.abs(best - speed) ? step : best));
}

/** The times of an article's sentences. While its audio is being made there are fewer of them, and no duration. */
export class Times {
  /**
   * @param {number[]} starts seconds, rising, by sentence
   * @param {number | null} duration seconds; null until the audio is complete
   * @param {number[]} blocks the block that each sentence is part of
   * @param {Set<number>} counted the blocks that count as paragraphs: those of the text below the headline
   */
  constructor(starts, duration, blocks, counted) {
    this.starts = starts;
    this.duration = duration;
    this.sentences = blocks.length;
    this.blocks = blocks;
    /** The first sentence of every block, in order. */
    this.firsts = blocks.map((_, n) => n).filter((n) => n === 0 || blocks[n] !== blocks[n - 1]);
    this.paragraphs = this.firsts.filter((n) => counted.has(blocks[n]));
  }

  /** The sentence that sounds at a moment; -1 before any is known. */
  sentenceAt(seconds) {
    let low = 0, high = this.starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.starts[middle] <= seconds + CLOSE) low = middle + 1; else high = middle;
    }
    return low - 1;
  }

  /** When a sentence ends: the next one's start. Infinity for the last one until the audio is complete. */
  endOf(sentence) { return this.starts[sentence + 1] ?? this.duration ?? Infinity; }

  /** The number of the paragraph that a sentence is part of, from 1; 0 for headline and date. */
  paragraphOf(sentence) {
    let number = 0;
    for (const first of this.paragraphs) if (first <= sentence) number++; else break;
    return number;
  }

  /** Where a step from a moment leads: "sentence" or "paragraph", -1 or +1. null: there is no further one. */
  step(seconds, kind, direction, restart) {
    const here = this.sentenceAt(seconds);
    const marks = kind === "sentence" ? this.starts.map((_, n) => n) : this.firsts.filter((n) => n < this.starts.length);
    if (direction > 0) return this.starts[marks.find((n) => n > here)] ?? null;
    const begun = marks.findLast((n) => n <= here) ?? 0;
    if (seconds - this.starts[begun] > restart) return this.starts[begun];
    return this.starts[marks.findLast((n) => n < begun)] ?? 0;
  }
}

/** Letters without marks, for comparing. */
function folded(text) {
  return text.normalize("NFD").replace(/\p{Mn}/gu, "").replace(/đ/g, "d");
}

function plain(text) { return text.normalize("NFC").toLowerCase().replace(/[\s"“”‘’.,;:!?…()-]+/gu, " ").trim(); }

/**
 * What a listener typed: {time} in seconds, {paragraph} or {sentence} from 1, {words}; null for nothing.
 * A whole number is a paragraph as long as there are so many, else seconds.
 */
export function understood(typed, paragraphs) {
  const text = typed.normalize("NFC").toLowerCase().replace(/\s+/gu, " ").trim();
  if (!text) return null;
  let found = /^(?:(\d{1,2})[:.])?(\d{1,3})[:.](\d{1,2})$/.exec(text);
  if (found) return { time: Number(found[1] ?? 0) * 3600 + Number(found[2]) * 60 + Number(found[3]) };
  found = /^(?:(\d+) ?(?:giờ|gio|h))? ?(?:(\d+) ?(?:phút|phut|p))? ?(?:(\d+) ?(?:giây|giay|g|s))?$/.exec(text);
  if (found) return { time: Number(found[1] ?? 0) * 3600 + Number(found[2] ?? 0) * 60 + Number(found[3] ?? 0) };
  found = /^(đoạn|doan|câu|cau) ?(\d+)$/.exec(text);
  if (found) return found[1][0] === "c" ? { sentence: Number(found[2]) } : { paragraph: Number(found[2]) };
  if (/^\d{1,6}$/.test(text)) return Number(text) >= 1 && Number(text) <= paragraphs ? { paragraph: Number(text) } : { time: Number(text) };
  return { words: text };
}

/**
 * The next place after a sentence, going round, whose text holds the words; -1 when none does.
 * Words typed without marks find those with marks, not the other way round.
 * @param {string[]} texts the text of every sentence; words may reach from one into the next of the same block
 */
export function sentenceWith(words, texts, blocks, after) {
  const wanted = plain(words);
  const bare = folded(wanted) === wanted;
  const seen = (text) => (bare ? folded(plain(text)) : plain(text));
  if (!wanted) return -1;
  for (let step = 1; step <= texts.length; step++) {
    const n = (after + step) % texts.length;
    const own = seen(texts[n]);
    if (` ${own}`.includes(` ${wanted}`)) return n;
    if (blocks[n + 1] !== blocks[n]) continue;
    const at = ` ${own} ${seen(texts[n + 1])}`.indexOf(` ${wanted}`);
    if (at >= 0 && at <= own.length) return n;
  }
  return -1;
}

/* What is remembered */

const SHELF = "baonoi.nghe";
const MOST_ARTICLES = 100;

/** @returns {{choices?: object, articles?: object}} whatever is stored; an empty shelf for what cannot be read */
function shelf() {
  try {
    const kept = JSON.parse(localStorage.getItem(SHELF));
    return { choices: { ...kept?.choices }, articles: { ...kept?.articles } };
  } catch {
    return { choices: {}, articles: {} };
  }
}

const number = (value) => (Number.isFinite(value) && value >= 0 ? value : null);

/** What is known of an article, every field sound: at, of, sentence, speed, and the choices for all articles. */
export function remembered(id) {
  const { choices, articles } = shelf();
  const own = { ...articles[id] };
  return {
    at: number(own.at) ?? 0,
    of: number(own.of),
    sentence: number(own.sentence) ?? 0,
    speed: number(own.speed) ?? number(choices.speed) ?? 1,
    volume: Math.min(1, number(choices.volume) ?? 1),
    along: choices.along !== false,
    press: choices.press !== false,
    keys: choices.keys !== false,
  };
}

/**
 * Keep something of an article, or (id null) of all of them. `what` null: the article was heard to its end.
 * A speed is kept for the article and as the speed that new articles begin with.
 */
export function keep(id, what) {
  const { choices, articles } = shelf();
  if (id === null) Object.assign(choices, what);
  else if (what === null) delete articles[id];
  else articles[id] = { ...articles[id], ...what, when: Date.now() };
  if (what?.speed) choices.speed = what.speed;
  const newest = Object.entries(articles).sort(([, a], [, b]) => (b?.when ?? 0) - (a?.when ?? 0));
  try {
    localStorage.setItem(SHELF, JSON.stringify({ choices, articles: Object.fromEntries(newest.slice(0, MOST_ARTICLES)) }));
  } catch {
    // No room or no storage: this visit works, the next one begins anew.
  }
}
