"""The HTTP interface, as a stranger without any credentials meets it."""

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from model.classifier import Fitted
from model.labels import CATEGORIES
from model.store import Store
from service.app import create_app
from service.schemas import EXAMPLE_ANSWER, EXAMPLE_TEXT, BatchOut, JudgementOut
from service.settings import Settings


@pytest.fixture(scope="module")
def client(home: Path) -> Iterator[TestClient]:
    settings = Settings(home=home, max_messages=20, max_body=100_000)
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client


def test_one_message_is_judged(client: TestClient) -> None:
    answer = client.post(
        "/v1/classify", json={"text": EXAMPLE_TEXT, "sender": "1069", "received_at": "2026-11-24T09:00:00+08:00"}
    )
    assert answer.status_code == 200
    judged = JudgementOut.model_validate_json(answer.content)
    assert judged.category == CATEGORIES[judged.label]
    assert judged.score == judged.probabilities[judged.label]
    assert all(EXAMPLE_TEXT[reason.start : reason.end] == reason.text for reason in judged.reasons)


def test_a_batch_is_judged_in_order(client: TestClient) -> None:
    texts = [EXAMPLE_TEXT, "【某宝】您的快递已放入3号柜，取件码 8-2-1174", "", EXAMPLE_TEXT]
    answer = client.post("/v1/classify", json={"messages": [{"text": text} for text in texts]})
    judged = BatchOut.model_validate_json(answer.content).judgements
    alone = [client.post("/v1/classify", json={"text": text}).json() for text in texts]
    assert [one.model_dump(mode="json") for one in judged] == alone


def test_answers_hold_no_blanks_between_fields(client: TestClient) -> None:
    """Phone apps look for "verdict":"block" with a pattern that allows none."""
    assert '"verdict":"' in client.post("/v1/classify", json={"text": EXAMPLE_TEXT}).text


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        ({}, 422, 'send either "text" or "messages"'),
        ({"text": "a", "messages": []}, 422, 'send either "text" or "messages"'),
        ({"text": 3}, 422, "text: Input should be a valid string"),
        ({"messages": [{"txt": "a"}]}, 422, "messages.0.text: Field required"),
        ([{"text": "a"}], 422, "not a JSON object; send"),
        ({"text": "催" * 4_001}, 413, "4,001 characters, more than 4,000"),
        ({"messages": [{"text": "好"}, {"text": "催" * 4_001}]}, 413, "messages.1.text has"),
        ({"messages": [{"text": "好"}] * 21}, 413, "21 messages are more than 20"),
        ({"text": "a" * 100_001}, 413, "more than 100,000 bytes"),
    ],
)
def test_bad_input_gets_a_sentence(client: TestClient, body: object, status: int, says: str) -> None:
    answer = client.post("/v1/classify", json=body)
    assert answer.status_code == status
    assert set(answer.json()) == {"error", "detail"}
    assert says in answer.json()["detail"]


def test_a_body_that_is_no_json_gets_a_sentence(client: TestClient) -> None:
    answer = client.post("/v1/classify", content=b'{"text": ', headers={"content-type": "application/json"})
    assert answer.status_code == 422
    assert "not valid JSON" in answer.json()["detail"]


def test_half_a_surrogate_pair_within_the_decisive_words_is_quoted_as_it_came(client: TestClient) -> None:
    texts = [EXAMPLE_TEXT.replace("爸妈", "爸\ud83d妈"), EXAMPLE_TEXT]
    body = json.dumps({"messages": [{"text": text} for text in texts]})
    answer = client.post("/v1/classify", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 200
    first, second = answer.json()["judgements"]
    assert any("爸\ud83d" in reason["text"] for reason in first["reasons"])
    assert second == client.post("/v1/classify", json={"text": EXAMPLE_TEXT}).json()


def test_a_body_that_grows_over_the_limit_is_refused(client: TestClient) -> None:
    answer = client.post(
        "/v1/classify", content=iter([b"x" * 60_000] * 3), headers={"content-type": "application/json"}
    )
    assert answer.status_code == 413


def test_an_error_never_repeats_what_was_sent(client: TestClient) -> None:
    for body in ({"text": ["秘密内容"]}, {"messages": "秘密内容"}, {"text": "好", "received_at": "秘密内容"}):
        assert "秘密内容" not in client.post("/v1/classify", json=body).text


@pytest.mark.parametrize(("path", "status"), [("/healthz", 200), ("/readyz", 200), ("/nowhere", 404)])
def test_health_is_told_and_unknown_paths_are_refused(client: TestClient, path: str, status: int) -> None:
    assert client.get(path).status_code == status


@pytest.mark.parametrize("body", [{"text": EXAMPLE_TEXT}, {}])
def test_a_slash_at_the_end_of_a_path_changes_nothing(client: TestClient, body: object) -> None:
    """Apps do not send a POST again to where a redirect leads."""
    with_slash = client.post("/v1/classify/", json=body, follow_redirects=False)
    without = client.post("/v1/classify", json=body)
    assert (with_slash.status_code, with_slash.content) == (without.status_code, without.content)
    assert client.get("/healthz/", follow_redirects=False).status_code == 200
    assert client.get("//", follow_redirects=False).status_code == 200
    assert client.get("/v1/classify//", follow_redirects=False).status_code == 404


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/"])
def test_a_head_tells_what_a_get_would(client: TestClient, path: str) -> None:
    asked, told = client.get(path), client.head(path)
    assert (told.status_code, told.headers["content-type"]) == (200, asked.headers["content-type"])


@pytest.mark.parametrize(
    ("method", "path", "use"), [("GET", "/v1/classify", "POST"), ("POST", "/healthz", "GET, HEAD")]
)
def test_a_wrong_method_is_told_the_right_one(client: TestClient, method: str, path: str, use: str) -> None:
    answer = client.request(method, path)
    assert (answer.status_code, answer.headers["allow"]) == (405, use)
    assert answer.json()["detail"] == f"{method} is not answered here; use {use}"


def test_a_browser_is_told_the_right_method_with_its_page(client: TestClient) -> None:
    answer = client.put("/", headers={"accept": "text/html"})
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, POST")
    assert "这里没有页面" in answer.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        *(("GET", "/v1/classify", 405), ("GET", "/v1/nothing", 404), ("PUT", "/healthz", 405)),
        *(("PUT", "/readyz", 405), ("PUT", "/metrics", 405), ("POST", "/v1/classify", 413)),
        *(("PUT", "/hook/ios", 405), ("POST", "/hook/sms", 413), ("GET", "/openai/v1/chat/completions", 405)),
    ],
)
def test_a_program_gets_no_page_even_if_it_would_take_one(
    client: TestClient, method: str, path: str, status: int
) -> None:
    """This is what Java's own client accepts unless it is told otherwise."""
    headers = {"accept": "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"}
    answer = client.request(method, path, content=b"a" * 100_001, headers=headers)
    assert answer.status_code == status
    assert set(answer.json()) == {"error", "detail"}


def test_ready_names_the_model(client: TestClient, home: Path) -> None:
    assert client.get("/readyz").json() == {"status": "ready", "model": Store(home / "models").champion()}


def test_metrics_count_labels_and_hold_no_text(client: TestClient) -> None:
    client.post("/v1/classify", json={"text": EXAMPLE_TEXT})
    metrics = client.get("/metrics").text
    assert 'jingxin_judged_messages_total{label="' in metrics
    assert EXAMPLE_TEXT not in metrics


def test_nothing_that_was_sent_reaches_a_log(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client.post("/v1/classify", json={"text": EXAMPLE_TEXT, "sender": "10690000777"})
    client.post("/v1/classify", json={"text": ["10690000777"]})
    assert EXAMPLE_TEXT not in caplog.text
    assert "10690000777" not in caplog.text


def test_a_promoted_model_serves_without_a_restart(tmp_path: Path, home: Path, fitted: Fitted) -> None:
    """The pointer is followed: the next request is answered by the new champion."""
    store = Store(tmp_path / "models")
    old = Store(home / "models").load()
    store.promote(store.save(old.model, {"samples": {"count": 1}}))
    with TestClient(create_app(Settings(home=tmp_path))) as client:
        before = client.get("/readyz").json()["model"]
        promoted = store.save(fitted.model, {"samples": {"count": 2}})
        store.promote(promoted)
        assert client.post("/v1/classify", json={"text": EXAMPLE_TEXT}).json()["model"] == promoted != before


def test_without_a_model_the_service_says_so(tmp_path: Path) -> None:
    client = TestClient(create_app(Settings(home=tmp_path)))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "jingxin train" in answer.json()["detail"]


def test_no_page_is_served_that_loads_scripts_from_elsewhere(client: TestClient) -> None:
    for path in ("/docs", "/redoc", "/docs/oauth2-redirect"):
        assert client.get(path).status_code == 404


def test_the_examples_in_openapi_are_answered(client: TestClient) -> None:
    schemas = client.get("/openapi.json").json()["components"]["schemas"]
    for example in schemas["ClassifyIn"]["examples"]:
        assert client.post("/v1/classify", json=example).status_code == 200


@pytest.mark.parametrize("body", [{"text": EXAMPLE_TEXT}, {"messages": [{"text": EXAMPLE_TEXT}] * 20}])
def test_no_request_to_classify_waits_for_a_thread(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, body: object
) -> None:
    """Twenty microseconds of work are not worth the 300 that a thread costs, nor the queue before it."""
    monkeypatch.setattr("starlette.concurrency.anyio.to_thread.run_sync", None)
    assert client.post("/v1/classify", json=body).status_code == 200


@pytest.mark.parametrize(
    "unread",
    [
        *({"sender": 10086}, {"sender": "1" * 201}, {"sender": ["1069"], "received_at": {}}),
        *({"received_at": ""}, {"received_at": "2025/11/25 00:00:00"}, {"received_at": "%TIMES"}),
    ],
)
def test_nothing_but_the_text_keeps_a_message_from_judgement(client: TestClient, unread: dict[str, object]) -> None:
    """A client that is refused lets the threat through."""
    judged = client.post("/v1/classify", json={"text": EXAMPLE_TEXT}).json()
    assert client.post("/v1/classify", json={"text": EXAMPLE_TEXT} | unread).json() == judged
    batch = client.post("/v1/classify", json={"messages": [{"text": EXAMPLE_TEXT} | unread]})
    assert batch.json() == {"judgements": [judged]}


@pytest.mark.parametrize(
    "content_type",
    ["application/json; charset=utf-8", "text/plain", "application/x-www-form-urlencoded", "*/*", "", None],
)
def test_json_is_taken_whatever_it_is_called(client: TestClient, content_type: str | None) -> None:
    """SpamBlocker and `curl -d` call it a form, others nothing; a client that is refused lets the threat through."""
    headers = {} if content_type is None else {"content-type": content_type}
    assert client.post("/v1/classify", content=b'{"text": "a"}', headers=headers).status_code == 200


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b'{"text": NaN}', b'{"text": "\xff"}', b"\xef\xbb\xbf{}"])
def test_what_cannot_be_read_directly_gets_the_ordinary_sentence(client: TestClient, body: bytes) -> None:
    answer = client.post("/v1/classify", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 422
    assert set(answer.json()) == {"error", "detail"}


def test_openapi_says_what_may_be_sent(client: TestClient) -> None:
    schemas = client.get("/openapi.json").json()["components"]["schemas"]
    message, either = schemas["MessageIn"]["properties"], schemas["ClassifyIn"]
    assert [*message] == ["text", "sender", "received_at"]
    assert message["text"]["maxLength"] == either["properties"]["text"]["maxLength"] == 4_000
    assert either["properties"]["messages"]["anyOf"][0]["maxItems"] == 1_000
    assert [(one["required"], one["properties"]) for one in either["oneOf"]] == [
        (["text"], {"text": {"type": "string"}}),
        (["messages"], {"messages": {"type": "array"}}),
    ]


def test_openapi_shows_a_judgement_as_it_is_answered(client: TestClient) -> None:
    (example,) = client.get("/openapi.json").json()["components"]["schemas"]["JudgementOut"]["examples"]
    assert example.keys() == client.post("/v1/classify", json={"text": EXAMPLE_TEXT}).json().keys()
    for reason in JudgementOut.model_validate(example).reasons:
        assert EXAMPLE_TEXT[reason.start : reason.end] == reason.text


def test_openapi_shows_the_judgement_that_the_readme_shows() -> None:
    (shown,) = re.findall(
        r'^\{"label":.*"reasons":.*\}$', (Path(__file__).parents[1] / "README.md").read_text("utf-8"), re.MULTILINE
    )
    assert json.loads(shown) == EXAMPLE_ANSWER


def test_openapi_names_the_type_of_the_counts(client: TestClient) -> None:
    described = client.get("/openapi.json").json()["paths"]["/metrics"]["get"]["responses"]["200"]
    assert [*described["content"]] == ["text/plain"]


def test_the_answer_is_what_openapi_says(client: TestClient) -> None:
    described = client.get("/openapi.json").json()["paths"]["/v1/classify"]["post"]
    assert described["requestBody"]["content"]["application/json"]["schema"]["$ref"].endswith("/ClassifyIn")
    answers = described["responses"]["200"]["content"]["application/json"]["schema"]["anyOf"]
    assert [answer["$ref"].rpartition("/")[2] for answer in answers] == ["JudgementOut", "BatchOut"]
    assert [parameter["name"] for parameter in described.get("parameters", ())] == []


def test_counts_that_cannot_be_read_are_told_in_a_sentence(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path / "none"))
    answer = client.get("/metrics")
    assert answer.status_code == 500
    assert f"the counts in {tmp_path}/none cannot be read" in answer.json()["detail"]
