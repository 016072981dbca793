"""The API as programs use it: articles in, scripts, timelines and audio out, errors in words."""

import json
import re
import time
from typing import Any

import av
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from service.wiring import Parts

ARTICLE = {
    "title": "Chợ Đồn sửa xong 12 km đường liên xã",
    "lead": "Xe khách đi lại bình thường từ sáng 28/4.",
    "body": "Đoạn đường dài 12 km nối hai xã. Kinh phí là 4,5 tỷ đồng.\nBà con mừng vì chợ đã gần hơn./.",
    "byline": "Hương Lan",
    "published_at": "2021-04-28T05:00:00+07:00",
    "section": "Xã hội",
}


def create(client: TestClient, **changes: Any) -> dict[str, Any]:
    response = client.post("/api/v1/articles", json={**ARTICLE, **changes})
    assert response.status_code == 201, response.text
    return response.json()


def seconds_of(audio: bytes, extension: str) -> float:
    import io

    with av.open(
        io.BytesIO(audio), "r", format={"opus": "ogg", "aac": "aac"}.get(extension, extension)
    ) as container:
        samples = sum(frame.samples / frame.sample_rate for frame in container.decode(audio=0))
    return samples


def test_an_article_comes_back_as_a_whole_page_in_order(client):
    article = create(client)

    assert [block["kind"] for block in article["blocks"]] == [
        "title", "date", "lead", "paragraph", "paragraph", "byline",
    ]  # fmt: skip
    assert article["blocks"][1]["text"] == "Thứ Tư, 28/4/2021"
    assert article["blocks"][4]["text"] == "Bà con mừng vì chợ đã gần hơn."
    assert article["url"] == f"/bai/{article['id']}/cho-don-sua-xong-12-km-duong-lien-xa"
    assert article["version"] == 1
    assert client.get(f"/api/v1/articles/{article['id']}").json() == article


def test_a_paste_tells_what_was_left_out(client):
    pasted = (
        "PublishingPortal - Block_BanTin_Toolbar\n\n28/04/2021\nTăng cỡ chữ Giảm cỡ chữ\n"
        "Xã Bằng Lãng có đường mới sau ba năm chờ đợi\n"
        "Ngày 22/4/2021, xã Bằng Lãng khánh thành đoạn đường dài 12 km nối với trung tâm huyện.\n\n"
        "Bà con đi chợ nhanh hơn trước nhiều lần./.\n\nHương Lan"
    )

    response = client.post("/api/v1/articles", json={"text": pasted, "section": "Xã hội"})

    article = response.json()
    assert response.status_code == 201
    assert response.headers["location"] == f"/api/v1/articles/{article['id']}"
    assert article["title"] == "Xã Bằng Lãng có đường mới sau ba năm chờ đợi"
    assert article["published_at"].startswith("2021-04-28T")
    assert article["byline"] == "Hương Lan"
    assert "Tăng cỡ chữ Giảm cỡ chữ" in [dropped["text"] for dropped in article["dropped"]]
    assert all(dropped["reason"] for dropped in article["dropped"])


def test_the_script_ties_every_spoken_word_to_the_page(client):
    article = create(client)

    script = client.get(f"/api/v1/articles/{article['id']}/script").json()

    texts = [block["text"] for block in article["blocks"]]
    for sentence in script["sentences"]:
        text = texts[sentence["block"]]
        assert sentence["written"] == text[sentence["start"] : sentence["end"]]
        spans = sorted((span["start"], span["end"]) for span in sentence["readings"] + sentence["silent"])
        assert [start for start, _ in spans] == [sentence["start"], *(end for _, end in spans[:-1])]
        assert spans[-1][1] == sentence["end"]
        spoken = [word for reading in sentence["readings"] for word in reading["spoken"].split()]
        assert spoken == [word.rstrip(".,;:!?…") for word in sentence["spoken"].split()]


def test_the_first_listen_streams_and_later_ones_get_the_immutable_file(client):
    article = create(client)

    streamed = client.get(article["audio"]["mp3"], follow_redirects=False)
    again = client.get(article["audio"]["mp3"], follow_redirects=False)

    assert streamed.status_code == 200
    assert streamed.headers["content-type"] == "audio/mpeg"
    assert again.status_code == 302
    assert re.fullmatch(r"/audio/[0-9a-f]{64}\.mp3", again.headers["location"])
    kept = client.get(again.headers["location"])
    assert kept.status_code == 200
    timeline = client.get(article["timeline"]).json()
    assert timeline["complete"]
    assert seconds_of(kept.content, "mp3") == pytest.approx(timeline["duration"], abs=0.06)
    assert seconds_of(streamed.content, "mp3") == pytest.approx(timeline["duration"], abs=0.06)


@pytest.mark.parametrize("extension", ["opus", "wav"])
def test_other_formats_share_the_timeline_and_the_synthesis(client, parts, extension):
    article = create(client)
    client.get(article["audio"]["mp3"])
    spoken = _spoken(parts)

    streamed = client.get(article["audio"][extension], follow_redirects=False)
    kept = client.get(article["audio"][extension])

    duration = client.get(article["timeline"]).json()["duration"]
    assert _spoken(parts) == spoken
    assert seconds_of(kept.content, extension) == pytest.approx(duration, abs=0.02)
    if extension == "opus":  # only the kept file knows its chapters
        assert _sound_pages(streamed.content) == _sound_pages(kept.content)


def _sound_pages(ogg: bytes) -> list[bytes]:
    """The pages of an Ogg stream after its two pages of headers."""
    return ogg.split(b"OggS")[3:]


def test_the_timeline_covers_every_sentence_and_word(client):
    article = create(client)
    client.get(article["audio"]["mp3"])

    script = client.get(article["script"]).json()
    timeline = client.get(article["timeline"]).json()

    assert timeline["voice"] == "espeak:vi"
    assert timeline["rate"] == 24000
    assert [s["index"] for s in timeline["sentences"]] == [s["index"] for s in script["sentences"]]
    ends = [s["end"] for s in timeline["sentences"]]
    assert [s["start"] for s in timeline["sentences"]] == [0, *ends[:-1]]
    assert ends[-1] == timeline["duration"]
    for timed, sentence in zip(timeline["sentences"], script["sentences"], strict=True):
        readings = [word["reading"] for word in timed["words"]]
        assert readings == sorted(readings)
        assert set(readings) == set(range(len(sentence["readings"])))
        assert all(timed["start"] <= word["start"] <= word["end"] <= timed["end"] for word in timed["words"])


def test_an_unmade_timeline_says_that_it_is_not_complete(client):
    timeline = client.get(create(client)["timeline"]).json()

    assert timeline["complete"] is False
    assert timeline["duration"] is None
    assert timeline["sentences"] == []


def test_the_transcript_is_web_vtt_of_the_written_sentences(client):
    article = create(client)
    client.get(article["audio"]["mp3"])

    response = client.get(article["vtt"])

    assert response.headers["content-type"].startswith("text/vtt")
    assert response.text.startswith("WEBVTT\n")
    assert "Kinh phí là 4,5 tỷ đồng." in response.text
    assert response.text.count("-->") == len(client.get(article["script"]).json()["sentences"])


def test_an_edit_is_a_new_version_and_costs_one_sentence(client, parts):
    article = create(client)
    client.get(article["audio"]["mp3"])
    spoken = _spoken(parts)

    changed = {**ARTICLE, "body": ARTICLE["body"].replace("4,5 tỷ", "4,6 tỷ")}
    revised = client.put(f"/api/v1/articles/{article['id']}", json=changed).json()
    old_audio, new_audio = None, client.get(article["audio"]["mp3"]).content

    assert revised["version"] == 2
    assert revised["respoken"] == 1
    assert _spoken(parts) == spoken + 1
    assert new_audio != old_audio
    assert "4,6 tỷ" in client.get(revised["url"]).text


def test_a_withdrawn_article_is_gone_everywhere_with_a_sentence(client):
    article = create(client)
    client.get(article["audio"]["mp3"])
    immutable = client.get(article["audio"]["mp3"], follow_redirects=False).headers["location"]
    assert client.get(immutable).status_code == 200

    assert client.delete(f"/api/v1/articles/{article['id']}").status_code == 204

    page = client.get(article["url"])
    assert page.status_code == 410
    assert "rút lại" in page.text
    for path in (immutable, article["audio"]["mp3"], article["script"], article["timeline"], article["vtt"]):
        response = client.get(path)
        assert response.status_code == 410, path
        assert "rút lại" in response.json()["detail"]
    assert str(article["id"]) not in re.findall(r"/bai/(\d+)/", client.get("/").text)
    assert client.put(f"/api/v1/articles/{article['id']}", json=ARTICLE).status_code == 410


def test_audio_whose_file_was_damaged_is_made_again(client, parts):
    article = create(client)
    client.get(article["audio"]["mp3"])
    immutable = client.get(article["audio"]["mp3"], follow_redirects=False).headers["location"]
    (file,) = [path for path in parts.settings.audio_folder.rglob(f"{immutable[7:71]}*") if path.is_file()]
    file.write_bytes(file.read_bytes()[:-100])

    response = client.get(immutable)

    assert response.status_code == 200
    timeline = client.get(article["timeline"]).json()
    assert seconds_of(response.content, "mp3") == pytest.approx(timeline["duration"], abs=0.06)


def test_audio_whose_whole_cache_was_deleted_is_made_again(client, parts):
    article = create(client)
    client.get(article["audio"]["mp3"])
    for path in parts.settings.audio_folder.rglob("*.*"):
        if path.is_file():
            path.unlink()

    response = client.get(article["audio"]["mp3"])

    assert response.status_code == 200
    assert seconds_of(response.content, "mp3") > 5


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/v1/articles"),
        ("PUT", "/api/v1/articles/1"),
        ("DELETE", "/api/v1/articles/1"),
        ("POST", "/v1/audio/speech"),
        ("GET", "/v1/models"),
    ],
)
@pytest.mark.parametrize(
    "header",
    [
        pytest.param("", id="none"),
        pytest.param("Bearer", id="empty"),
        pytest.param("Bearer khong-dung", id="wrong"),
        pytest.param("Basic abc", id="another scheme"),
        pytest.param("Bearer " + "x" * 5000, id="huge"),
    ],
)
def test_writing_needs_a_token(client, method, path, header):
    response = client.request(method, path, json={}, headers={"authorization": header})

    assert response.status_code == 401
    assert response.headers["www-authenticate"].startswith("Bearer")
    assert response.headers["content-type"] == "application/problem+json"
    assert "mã truy cập" in response.json()["detail"].lower()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        pytest.param({}, 422, id="nothing"),
        pytest.param({"text": ""}, 422, id="empty text"),
        pytest.param({"text": "... --- !!!\n\n***"}, 422, id="only signs"),
        pytest.param({"title": "", "body": "Chữ."}, 422, id="empty title"),
        pytest.param({"title": "A"}, 422, id="no body"),
        pytest.param({"title": 5, "body": "Chữ."}, 422, id="a number for a title"),
        pytest.param({"title": "A", "body": "B", "colour": "red"}, 422, id="an unknown field"),
        pytest.param({"title": "A", "body": "B", "published_at": "hôm qua"}, 422, id="no date"),
        pytest.param({"text": "Chữ. " * 250_000}, 413, id="a text over the limit"),
        pytest.param({"title": "A", "body": "chữ " * 300_000}, 413, id="a body over the limit"),
    ],
)
def test_what_cannot_be_an_article_is_refused_in_words(client, sent, status):
    response = client.post("/api/v1/articles", json=sent)

    assert response.status_code == status, response.text[:300]
    problem = response.json()
    assert problem["status"] == status
    assert problem["detail"].endswith(".")
    assert problem["title_en"]


def test_json_that_is_none_is_refused_in_words(client):
    response = client.post(
        "/api/v1/articles", content=b"{title: Ch\xe1", headers={"content-type": "application/json"}
    )

    assert response.status_code == 422
    assert response.json()["code"] == "not-understood"


def test_a_body_without_end_is_stopped(client):
    response = client.post("/api/v1/articles", content=b"[" + b"0," * 4_000_000 + b"0]")

    assert response.status_code == 413
    assert response.json()["code"] == "request-too-large"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("một hai ba bốn " * 13_400, id="one sentence of 200,000 characters"),
        pytest.param("Nhiệt độ xuống −2°C.\x00 Chữ \u202eđảo\u202c và \u200bẩn.", id="NUL, bidi, zero width"),
        pytest.param("Ngày hội ở xã Bằng Lãng vui lắm.", id="NFD"),
        pytest.param("<speak><audio src='file:///etc/passwd'/>Chào</speak> bà con xã nhà.", id="SSML"),
        pytest.param("[[hello]] là lời chào của bà con.", id="phoneme brackets"),
        pytest.param("-f /etc/passwd là dòng lạ.", id="looks like an option"),
        pytest.param("Vui quá 😀🎉 bà con ơi.", id="emoji"),
        pytest.param("<script>alert(1)</script>Bà con phấn khởi lắm.", id="a script"),
        pytest.param("if a < b and b > c thì sao?", id="signs that are no tags"),
    ],
)
def test_hostile_text_is_read_and_shown_as_text(client, text):
    article = create(client, body=text)

    audio = client.get(article["audio"]["mp3"])
    page = client.get(article["url"]).text

    assert audio.status_code == 200
    assert len(audio.content) > 5_000
    assert "<script>alert" not in page
    assert "\x00" not in page
    assert "\u202e" not in page


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.text(max_size=400))
def test_any_text_is_an_article_or_a_problem_never_a_crash(client, body):
    response = client.post("/api/v1/articles", json={"title": "Bài thử", "body": body})

    assert response.status_code in {201, 422}, response.text
    if response.status_code == 201:
        assert client.get(response.json()["script"]).status_code == 200
        assert client.get(response.json()["url"]).status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/articles/999", 404),
        ("/api/v1/articles/abc", 422),
        ("/api/v1/articles/99999999999999999999999999", 404),
        ("/api/v1/articles/999/audio.mp3", 404),
        ("/api/v1/khong-co", 404),
        ("/audio/" + "0" * 64 + ".mp3", 404),
    ],
)
def test_what_is_not_there_is_a_problem_in_words(client, path, status):
    response = client.get(path)

    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["title"]


def test_an_unknown_format_or_voice_names_those_that_are_there(client):
    article = create(client)

    wrong_format = client.get(f"/api/v1/articles/{article['id']}/audio.wma")
    wrong_voice = client.get(article["audio"]["mp3"], params={"voice": "espeak:tlh"})

    assert wrong_format.status_code == 400
    assert "mp3, opus, wav" in wrong_format.json()["detail"]
    assert wrong_voice.status_code == 400
    assert "espeak:vi" in wrong_voice.json()["detail"]


def test_a_named_voice_makes_its_own_audio(client):
    article = create(client)

    north = client.get(article["audio"]["mp3"]).content
    south = client.get(article["audio"]["mp3"], params={"voice": "espeak:vi-vn-x-south"})
    timeline = client.get(article["timeline"], params={"voice": "espeak:vi-vn-x-south"}).json()

    assert south.status_code == 200
    assert south.content != north
    assert timeline["voice"] == "espeak:vi-vn-x-south"


def test_publishing_makes_the_audio_in_the_background(make_parts):
    from service.web.app import create_app

    parts = make_parts(warm=True)
    token = parts.tokens.create("thử")
    with TestClient(create_app(parts), headers={"authorization": f"Bearer {token}"}) as client:
        article = create(client)
        wait_for(lambda: client.get(article["timeline"]).json()["complete"])

        response = client.get(article["audio"]["mp3"], follow_redirects=False)

        assert response.status_code == 302


def wait_for(condition) -> None:
    """Until it holds; the suite's own time limit ends what never does."""
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "it never came true"


def test_health_and_metrics_tell_programs_how_it_stands(client):
    article = create(client)
    client.get(article["audio"]["mp3"])

    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ready"}
    metrics = client.get("/metrics").text
    assert re.search(r'baonoi_sentences_spoken_total\{voice="espeak:vi"\} [1-9]', metrics)
    assert "baonoi_segments_reused_total" in metrics


def test_the_openapi_document_has_examples_and_no_outside_scripts(client):
    document = client.get("/openapi.json").json()

    assert "/api/v1/articles" in document["paths"]
    assert "/v1/audio/speech" in document["paths"]
    assert document["components"]["schemas"]["ArticleIn"]["examples"]
    assert client.get("/docs").status_code == 404


def test_every_answer_carries_the_security_headers(client):
    for path in ("/", "/api/v1/articles", "/healthz", "/audio/x.mp3", "/khong-co"):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"], path
        assert headers["x-content-type-options"] == "nosniff", path


def _spoken(parts: Parts) -> float:
    return sum(
        sample.value
        for metric in parts.metrics.sentences_spoken.collect()
        for sample in metric.samples
        if sample.name.endswith("_total")
    )


def test_json_numbers_of_the_timeline_are_plain(client):
    article = create(client)
    client.get(article["audio"]["mp3"])

    json.loads(client.get(article["timeline"]).text, parse_constant=pytest.fail)


def test_scripts_are_compressed_and_not_sent_twice(client):
    article = create(client)

    packed = client.get(article["script"], headers={"accept-encoding": "gzip"})
    again = client.get(article["script"], headers={"if-none-match": packed.headers["etag"]})

    assert packed.headers["content-encoding"] == "gzip"
    assert packed.json() == client.get(article["script"], headers={"accept-encoding": "identity"}).json()
    assert again.status_code == 304
