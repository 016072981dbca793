// What the tests see of a page. Loaded with page.evaluate, which a strict Content-Security-Policy allows.
(() => {
/** Kept out of sight on purpose: words for those who hear the page, skip links before they are reached. */
function outOfSight(element) {
  for (let e = element; e; e = e.parentElement) if (getComputedStyle(e).clipPath === "inset(50%)") return true;
  return !element.checkVisibility();
}

/** Held at an edge of the window: it lies above the text that passes below it, and the page leaves room for it. */
function held(element) {
  for (let e = element; e; e = e.parentElement) if (getComputedStyle(e).position === "fixed") return true;
  return false;
}

/** Runs of text in sight, as text nodes. */
function* texts(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (walker.currentNode.data.trim() && !parent.closest("audio") && !outOfSight(parent)) yield walker.currentNode;
  }
}

function name(element) { return `${element.tagName}.${element.className}: ${element.textContent.trim().slice(0, 40)}`; }

return {
  /** Elements that reach beyond the window, by their first words. Words kept out of sight on purpose don't count. */
  beyondTheWindow() {
    const width = document.documentElement.clientWidth;
    return [...document.body.querySelectorAll("*")].filter((element) => {
      const box = element.getBoundingClientRect();
      return box.width && (box.left < -1 || box.right > width + 1) && !outOfSight(element);
    }).map(name);
  },

  /** Elements whose content does not fit into them and is cut off or hangs out. */
  cutOff() {
    return [...document.body.querySelectorAll("*")]
      .filter((e) => e.clientWidth > 0 && e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== "inline")
      .filter((e) => !e.closest("svg, audio") && !outOfSight(e))
      .map(name);
  },

  /** Runs of text that lie on top of each other. A run is shortened by a fifth: line boxes touch by design. */
  overlapping() {
    const runs = [];
    for (const node of texts(document.body)) {
      if (held(node.parentElement)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const box of range.getClientRects()) {
        const less = box.height * 0.2;
        if (box.width > 2) runs.push([box.left, box.top + less, box.right, box.bottom - less, node.data.trim().slice(0, 30)]);
      }
    }
    const found = [];
    for (let i = 0; i < runs.length; i++)
      for (let j = i + 1; j < runs.length; j++) {
        const wide = Math.min(runs[i][2], runs[j][2]) - Math.max(runs[i][0], runs[j][0]);
        const high = Math.min(runs[i][3], runs[j][3]) - Math.max(runs[i][1], runs[j][1]);
        if (wide > 2 && high > 2) found.push(runs[i][4] + " / " + runs[j][4]);
      }
    return found;
  },

  /** Vietnamese syllables that a line break has cut in two. */
  brokenSyllables() {
    const found = [];
    for (const node of texts(document.body)) {
      for (const word of node.data.matchAll(/(?<=^|\s)\p{L}{1,7}[.,:;]?(?=\s|$)/gu)) {
        const range = document.createRange();
        range.setStart(node, word.index);
        range.setEnd(node, word.index + word[0].length);
        const tops = new Set([...range.getClientRects()].filter((box) => box.width > 1).map((box) => Math.round(box.top)));
        if (tops.size > 1) found.push(word[0]);
      }
    }
    return found;
  },

  /** Controls smaller than 44 x 44 px, with their size. A radio button is as large as its label. */
  smallControls() {
    const found = [];
    for (const control of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, audio")) {
      if (outOfSight(control)) continue;
      const box = (control.closest("label") ?? control).getBoundingClientRect();
      if (box.width < 44 || box.height < 44) found.push(`${control.textContent.trim() || control.value}: ${box.width} x ${box.height}`);
    }
    return found;
  },

  /** Text whose contrast with what lies behind it is below `least`, with the contrast. */
  paleText(least) {
    const found = [];
    for (const node of texts(document.body)) {
      const element = node.parentElement;
      const ratio = contrast(rgb(getComputedStyle(element).color), behind(element));
      if (ratio < least) found.push(`${node.data.trim().slice(0, 30)}: ${ratio.toFixed(2)}`);
    }
    return found;

    function behind(element) {
      for (let e = element; e; e = e.parentElement) {
        const colour = getComputedStyle(e).backgroundColor;
        if (colour !== "rgba(0, 0, 0, 0)" && colour !== "transparent") return rgb(colour);
      }
      return [255, 255, 255];
    }
    function rgb(text) { return text.match(/[\d.]+/g).slice(0, 3).map(Number); }
    function light(colour) {
      const [r, g, b] = colour.map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    }
    function contrast(a, b) {
      const [high, low] = [light(a), light(b)].sort((x, y) => y - x);
      return (high + 0.05) / (low + 0.05);
    }
  },

  /** What has the focus, in words. */
  focused() {
    const e = document.activeElement;
    return (e.getAttribute("aria-label") || e.textContent.trim() || e.tagName).replace(/\s+/g, " ");
  },

  /** The words of the page, without line breaks. */
  words() { return document.querySelector("main").innerText.replace(/\s+/g, " ").trim(); },

  /** The widest spacing that a reader may ask of a page (WCAG 1.4.12). */
  spaceOut() {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }");
    document.adoptedStyleSheets = [sheet];
  },
};
})()
