/**
 * Reading along: the sentence that sounds is lit in the page, and its word where the voice gave marks.
 * The text is not changed but for a class on the sentence; the focus never moves. Driven by the player's watchers.
 */

const WORD = "spoken-word";
const CELL_SEPARATOR = " | ";
/** How far below the top of the window a sentence comes to stand that had left it. */
const RESTS_AT = 0.22;

export function mount(player) {
  let lit = -1;
  let word = "";
  let sentences = null;
  const highlight = "highlights" in CSS ? new Highlight() : null;
  if (highlight) CSS.highlights.set(WORD, highlight);
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const spansOf = (sentence) => [...document.querySelectorAll(`[data-sentence="${sentence}"]`)];

  player.watchers.push(show);
  // The words come after the first sound: they must not keep it waiting on a narrow line.
  if (!player.audio.paused && player.audio.readyState > HTMLMediaElement.HAVE_CURRENT_DATA) load();
  else document.addEventListener("playing", load, { once: true, capture: true });
  show(player.position());

  function show(time) {
    const begun = player.audio.currentTime > 0 || player.wanted;
    const on = player.choices.along && begun && !player.audio.ended;
    const sentence = on ? player.times.sentenceAt(time) : -1;
    if (sentence !== lit) light(sentence);
    if (highlight) mark(sentence, time);
  }

  function light(sentence) {
    const before = spansOf(lit);
    const after = spansOf(sentence);
    const followed = lit === -1 || before.some(inSight) || player.audio.seeking;
    for (const span of before) span.classList.remove("lit", "first");
    for (const span of after) span.classList.add("lit");
    after[0]?.classList.add("first");
    lit = sentence;
    if (after[0] && followed && player.wanted) follow(after[0]);
  }

  /** The word begun last, as a highlight: the text's nodes stay as they are. */
  function mark(sentence, time) {
    const timed = sentence < 0 ? null : player.timeline?.sentences[sentence];
    const spoken = timed?.words.findLast((each) => each.start <= time + 0.005);
    const reading = spoken && sentences?.[sentence]?.readings[spoken.reading];
    const next = reading ? `${sentence} ${spoken.reading}` : "";
    if (next === word) return;
    word = next;
    highlight.clear();
    if (!reading) return;
    const range = rangeOf(sentences[sentence].block, reading.start, reading.end);
    if (range && !range.collapsed) highlight.add(range);
    const box = spansOf(sentence)[0]?.getBoundingClientRect();
    if (range && box && box.height > innerHeight * 0.7 && player.wanted) followWord(range);
  }

  async function load() {
    try {
      const [script, timeline] = await Promise.all([fetched(player.scriptUrl), player.timeline ?? fetched(player.timelineUrl)]);
      if (String(script.version) !== player.part.dataset.version) return;
      sentences = script.sentences;
      if (!player.timeline?.complete && timeline.complete) player.take(timeline);
    } catch {
      // Without the words, the sentences are lit all the same.
    }
    show(player.position());
  }

  function follow(span) {
    if (inSight(span)) return;
    scroll(span.getClientRects()[0].top);
  }

  function followWord(range) {
    const box = range.getBoundingClientRect();
    if (box.top < 0 || box.bottom > bottom()) scroll(box.top);
  }

  function scroll(top) {
    scrollBy({ top: top - innerHeight * RESTS_AT, behavior: still.matches ? "instant" : "smooth" });
  }

  /** All of it in the window, or as much as fits. */
  function inSight(span) {
    const box = span.getBoundingClientRect();
    if (box.height > bottom() * 0.7) return box.top < bottom() * 0.7 && box.bottom > 0;
    return box.top >= 0 && box.bottom <= bottom();
  }

  function bottom() {
    const bar = document.querySelector("[data-bar]");
    return innerHeight - (bar?.offsetHeight ?? 0);
  }
}

async function fetched(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer.json();
}

/** Code points `start` to `end` of a block's text, as a range of the page; null when the page has no such place. */
export function rangeOf(block, start, end) {
  const element = document.querySelector(`[data-block="${block}"]`);
  if (!element) return null;
  const range = document.createRange();
  let at = 0;
  let cell = null;
  let begun = false;
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const home = node.parentElement.closest("td, th");
    if (cell && home !== cell) at += CELL_SEPARATOR.length;
    cell = home;
    const points = [...node.data];
    if (!begun && start < at + points.length) {
      range.setStart(node, units(points, start - at));
      begun = true;
    }
    if (begun && end <= at + points.length) {
      range.setEnd(node, units(points, end - at));
      return range;
    }
    at += points.length;
  }
  return null;
}

/** UTF-16 units before a code point. */
function units(points, number) { return points.slice(0, Math.max(0, number)).join("").length; }
