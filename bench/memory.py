"""Memory of a running site with its workers, as proportional set size (shared pages counted in shares).

Targets: idle <= 200 MB; while an article of 50,000 words is made and heard, at most 60 MB more.
"""

import threading

import psutil

from bench.making import article_of_700_words
from bench.site import open_site

WORDS = 50_000


def pss_megabytes(pid: int) -> float:
    processes = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    total = 0
    for process in processes:
        try:
            total += process.memory_full_info().pss
        except psutil.NoSuchProcess:
            continue
    return total / 1e6


def run() -> str:
    title, body = article_of_700_words()
    with open_site(max_text_bytes="2000000") as site:
        small = site.json("POST", "/api/v1/articles", {"title": title, "body": body})
        site.listen(f"/api/v1/articles/{small['id']}/audio.mp3")
        idle = pss_megabytes(site.pid)
        # Each round says its number, so that no sentence is in the cache.
        words = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
        pieces: list[str] = []
        number = 0
        while sum(len(piece.split()) for piece in pieces) < WORDS:
            number += 1
            said = " ".join(words[int(digit)] for digit in str(number))
            pieces += [
                line.rstrip(".").replace(". ", f" {said}. ") + f" {said}." for line in body.split("\n")
            ]
        long = site.json("POST", "/api/v1/articles", {"title": f"{title} dài", "body": "\n".join(pieces)})
        peak = 0.0
        done = threading.Event()

        def listen() -> None:
            site.listen(f"/api/v1/articles/{long['id']}/audio.mp3")
            done.set()

        threading.Thread(target=listen).start()
        while not done.wait(0.25):
            peak = max(peak, pss_megabytes(site.pid))
        spoken = sum(len(block["text"].split()) for block in long["blocks"])
    return (
        "## Memory\n\n| what | measured | target |\n|---|---|---|\n"
        f"| idle, after one article (PSS, workers included) | {idle:.0f} MB | 200 MB |\n"
        f"| more, while an article of {spoken:,} words is made and heard | {peak - idle:.0f} MB | 60 MB |\n"
    )


if __name__ == "__main__":
    print(run())
