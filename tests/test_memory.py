"""What agents remember, from the exports of memory layers; and what a retrieval returned."""

import json
from pathlib import Path
from runpy import run_path
from typing import Any

import pytest

from conflicts import Claim, ConflictReport, check, load
from conflicts.model.vocabulary import Predicate, Vocabulary
from conflicts.readers import Loaded, ReadOptions
from conflicts.readers.memory.records import Unfit, coarse, edtf
from fuzz_agents import fuzz

EXAMPLES = Path(__file__).parents[1] / "examples"
LIVES = Vocabulary(predicates={"lives_in": Predicate(value="term", single=True)})


@pytest.fixture
def read(tmp_path: Path) -> Any:
    def reading(format: str, data: object, vocabulary: Vocabulary | None = None, name: str = "export.json") -> Loaded:
        path = tmp_path / name
        lines = data if name.endswith(".jsonl") and isinstance(data, list) else [data]
        text = "".join(f"{json.dumps(each)}\n" for each in lines)
        path.write_text(text, encoding="utf-8")
        return load(path, format=format, options=ReadOptions(vocabulary=vocabulary or Vocabulary()))

    return reading


def said(claim: Claim) -> tuple[str, str, str]:
    return claim.subject, claim.predicate, str(claim.value)


def rules_of(report: ConflictReport) -> list[tuple[str, list[str]]]:
    return [(each.rule, sorted(claim.id for claim in each.claims)) for each in report.findings]


# Times ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2025-03-02T18:30:07Z", "2025-03-02T18:30:07Z"),
        ("2025-03-02T18:30:07.123456+05:30", "2025-03-02T13:00:07Z"),
        ("2025-03-02 18:30:07", "2025-03-02T18:30:07"),
        ("2025-03-02", "2025-03-02"),
        ("0900-03-02T10:00:00Z", "0900-03-02T10:00:00Z"),
        (1_740_940_207_000, "2025-03-02T18:30:07Z"),
    ],
)
def test_a_time_of_an_export_is_read_to_the_second(written: object, expected: str) -> None:
    assert edtf(written, "created_at") == expected


@pytest.mark.parametrize("written", ["yesterday", "2025-13-01", True, [], 10**30])
def test_what_is_no_time_is_refused_with_its_field(written: object) -> None:
    with pytest.raises(Unfit, match="valid_at: "):
        edtf(written, "valid_at")


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2025-03-02T18:30:07Z", "2025-03-02T18:30:07Z"),
        ("2025-03-02T00:00:00Z", "2025-03-02"),
        ("2025-01-01T00:00:00Z", "2025"),
        ("2025-01-01T00:00:01Z", "2025-01-01T00:00:01Z"),
        ("2025-01-01", "2025-01-01"),
    ],
)
def test_midnight_is_a_day_and_that_of_new_year_a_year(moment: str, expected: str) -> None:
    assert coarse(moment) == expected


# Graphiti -------------------------------------------------------------------------------------------------------------

NODES = [{"uuid": "a", "name": "Asha"}, {"uuid": "w", "name": "Whitefield"}, {"uuid": "e", "name": "Electronic City"}]


def edge(identity: str, target: str, **fields: Any) -> dict[str, Any]:
    known = {"uuid": identity, "source_node_uuid": "a", "target_node_uuid": target, "name": "lives_in", "fact": "…"}
    return known | {"valid_at": None, "invalid_at": None, "episodes": []} | fields


def test_an_edge_is_a_claim_that_holds_from_when_it_became_true(read: Any) -> None:
    episode = {"uuid": "ep", "name": "chat", "source_description": "Asha", "content": "I live in Whitefield."}
    episode |= {"valid_at": "2024-01-10T09:00:00Z"}
    edges = [edge("one", "w", valid_at="2024-01-10T00:00:00Z", episodes=["ep"], created_at="2024-01-10T09:00:05Z")]
    loaded = read("graphiti", {"nodes": NODES, "edges": edges, "episodes": [episode]})
    (claim,) = loaded.claims
    assert said(claim) == ("Asha", "lives_in", "Whitefield")
    assert (claim.id, claim.asserted_by, claim.excerpt) == ("one", "Asha", "…")
    assert [str(each) for each in (claim.valid, claim.stated, claim.recorded)] == [
        "since 2024-01-10",
        "2024-01-10T09:00:00Z",
        "2024-01-10T09:00:05Z",
    ]
    (citation,) = claim.citations
    assert (citation.ref, citation.title, citation.excerpt) == ("ep", "chat", "I live in Whitefield.")
    assert claim.location is not None
    assert claim.location.file.endswith("export.json")
    assert loaded.unread == ()


def test_an_edge_that_was_ended_keeps_its_time(read: Any) -> None:
    both = [
        edge("one", "w", valid_at="2024-01-10T09:00:00Z", invalid_at="2025-03-01T08:00:00Z"),
        edge("two", "e", invalid_at="2025-03-01T00:00:00Z"),
        edge("three", "e"),
    ]
    claims = read("graphiti", {"nodes": NODES, "edges": both}).claims
    assert [str(each.valid) for each in claims] == [
        "2024-01-10/2025-03-01",
        "/2025-03-01",
        "None",
    ]


def test_each_source_whose_episodes_an_edge_cites_says_it(read: Any) -> None:
    episodes = [
        {"uuid": each, "name": each, "content": "…", "source_description": each[0]} for each in ("x1", "x2", "y1")
    ]
    edges = [edge("one", "w", episodes=["x1", "y1", "x2"])]
    claims = read("graphiti", {"nodes": NODES, "edges": edges, "episodes": episodes}).claims
    assert [(each.id, each.asserted_by, [one.ref for one in each.citations]) for each in claims] == [
        ("one", "x", ["x1", "x2"]),
        ("one-2", "y", ["y1"]),
    ]


def test_nodes_of_one_name_are_not_taken_for_one(read: Any) -> None:
    nodes = [*NODES, {"uuid": "b", "name": "Asha"}]
    edges = [edge("one", "w"), edge("two", "e", source_node_uuid="b")]
    claims = read("graphiti", {"nodes": nodes, "edges": edges}, LIVES).claims
    assert [each.subject for each in claims] == ["Asha (a)", "Asha (b)"]


@pytest.mark.parametrize("names", [("entities", "facts"), ("entity_nodes", "entity_edges")])
def test_the_lists_of_other_exports_of_the_graph_are_known(read: Any, names: tuple[str, str]) -> None:
    claims = read("graphiti", {names[0]: NODES, names[1]: [edge("one", "w")]}).claims
    assert [said(each) for each in claims] == [("Asha", "lives_in", "Whitefield")]


def test_edges_alone_and_lines_of_them_are_read(read: Any) -> None:
    for name in ("edges.json", "edges.jsonl"):
        claims = read("graphiti", [edge("one", "w"), edge("two", "e")], name=name).claims
        assert [said(each) for each in claims] == [("a", "lives_in", "w"), ("a", "lives_in", "e")]


def test_what_moved_is_superseded_and_both_are_kept(read: Any) -> None:
    episodes = [{"uuid": str(n), "name": "c", "content": "…", "source_description": "Asha"} for n in (1, 2)]
    episodes[0]["valid_at"], episodes[1]["valid_at"] = "2024-01-10T09:00:00Z", "2025-03-02T18:30:00Z"
    old = edge("old", "w", valid_at="2024-01-10T00:00:00Z", episodes=["1"])
    new = edge("new", "e", valid_at="2025-03-01T00:00:00Z", episodes=["2"])
    for ended in ({}, {"invalid_at": "2025-03-01T00:00:00Z", "expired_at": "2025-03-02T18:30:09Z"}):
        loaded = read("graphiti", {"nodes": NODES, "edges": [old | ended, new], "episodes": episodes}, LIVES)
        report = check(loaded, as_of="2025-06-01")
        assert len(loaded.claims) == 2
        assert {each.kind for each in report if len(each.claims) > 1} == {"superseded"}
        assert [claims for _, claims in rules_of(report) if len(claims) > 1] == [["new", "old"]]


def test_dated_events_of_one_war_are_no_contradiction(read: Any) -> None:
    nodes = [{"uuid": each, "name": each} for each in ("war", "siege", "raid", "truce")]
    edges = [
        edge(name, name, source_node_uuid="war", name="included", valid_at=f"{year}-01-01T00:00:00Z")
        for name, year in (("siege", 1651), ("raid", 1652), ("truce", 1654))
    ]
    report = check(read("graphiti", {"nodes": nodes, "edges": edges}), select=["contradiction", "superseded"])
    assert list(report) == []


def test_what_is_wrong_in_an_export_is_reported_with_its_place(read: Any) -> None:
    edges: list[Any] = [
        edge("one", "w", valid_at="soon"),
        edge("two", "w", name=None),
        edge("three", "w", episodes="ep"),
        "four",
        edge("five", "w"),
    ]
    loaded = read("graphiti", {"nodes": [{"name": "no id"}], "edges": edges, "communities": [{}]})
    assert [each.id for each in loaded.claims] == ["five"]
    messages = [each.message for each in loaded.unread]
    for words in (
        "soon",
        "missing: name",
        "episodes must be a list",
        "'four'",
        "missing: uuid",
        "communities is not read",
    ):
        assert any(words in each for each in messages), words
    assert all(each.place.line for each in loaded.unread)


# Mem0 -----------------------------------------------------------------------------------------------------------------


def test_a_memory_stays_words_with_its_time_and_origin(read: Any) -> None:
    memory: dict[str, Any] = {
        "id": "m",
        "memory": "Lives in Whitefield",
        "user_id": "asha",
        "actor_id": "asha",
        "hash": "x",
    }
    memory |= {"created_at": "2024-01-10T09:00:05-08:00", "updated_at": None, "metadata": {"category": "home"}}
    loaded = read("mem0", {"results": [memory]})
    (claim,) = loaded.claims
    assert said(claim) == ("asha", "says", "Lives in Whitefield")
    assert (claim.id, claim.asserted_by, str(claim.recorded)) == ("m", "asha", "2024-01-10T17:00:05Z")
    assert (loaded.sentences.read, loaded.sentences.understood) == (1, 0)


def test_memories_in_words_do_not_contradict_each_other(read: Any) -> None:
    memories = [{"id": each, "memory": each, "user_id": "asha"} for each in ("Lives in Whitefield", "Moved to Lund")]
    report = check(read("mem0", memories), select=["contradiction", "superseded"])
    assert list(report) == []
    assert not report.is_complete


def test_a_memory_whose_metadata_name_a_claim_is_typed(read: Any) -> None:
    def memory(identity: str, place: str, year: int) -> dict[str, Any]:
        fields = {"subject": "asha", "predicate": "lives_in", "value": place, "valid": year, "asserted_by": identity}
        return {"id": identity, "memory": f"… {place}", "user_id": "asha", "metadata": fields}

    loaded = read("mem0", {"results": [memory("a", "Whitefield", 2024), memory("b", "Lund", 2024)]}, LIVES)
    assert [said(each) for each in loaded.claims] == [("asha", "lives_in", "Whitefield"), ("asha", "lives_in", "Lund")]
    assert rules_of(check(loaded, select=["contradiction"])) == [("core/incompatible-values", ["a", "b"])]


def event(number: int, kind: str, new: str | None, **fields: Any) -> dict[str, Any]:
    known = {"id": f"h{number}", "memory_id": "m", "event": kind, "new_memory": new, "actor_id": "asha"}
    return known | {"created_at": f"2024-01-0{number}T09:00:00+00:00"} | fields


@pytest.mark.parametrize("turn", [1, -1])
def test_an_update_supersedes_what_the_memory_said_before_in_whatever_order_they_stand(read: Any, turn: int) -> None:
    events = [event(1, "ADD", "Lives in Whitefield"), event(2, "UPDATE", "Moved to Lund"), event(3, "UPDATE", "Left")]
    loaded = read("mem0", events[::turn])
    assert [(each.id, str(each.value), each.supersedes) for each in loaded.claims] == [
        ("m-1", "Lives in Whitefield", ()),
        ("m-2", "Moved to Lund", ("m-1",)),
        ("m-3", "Left", ("m-2",)),
    ]
    superseded = {each.rule for each in check(loaded) if each.kind == "superseded"}
    assert superseded == {"core/explicit"}


def test_a_deleted_memory_is_deprecated_and_kept(read: Any) -> None:
    loaded = read("mem0", {"history": [event(1, "ADD", "Lives in Whitefield"), event(2, "DELETE", None)]})
    (claim,) = loaded.claims
    assert (claim.rank, claim.rank_reason) == ("deprecated", "deleted from the memory")
    assert loaded.unread == ()


def test_relations_are_typed_and_other_events_are_reported(read: Any) -> None:
    relation = {"source": "asha", "relationship": "lives_in", "target": "whitefield"}
    loaded = read("mem0", {"results": [], "relations": [relation], "history": [event(1, "MERGE", "x")]})
    assert [said(each) for each in loaded.claims] == [("asha", "lives_in", "whitefield")]
    assert ["event must be one of" in each.message for each in loaded.unread] == [True]


# Cognee ---------------------------------------------------------------------------------------------------------------


def entity(name: str, **fields: Any) -> dict[str, Any]:
    return {"id": name, "name": name, "type": "Entity", "description": f"{name} is …"} | fields


def test_relations_between_entities_are_claims_and_the_structure_of_documents_is_none(read: Any) -> None:
    nodes = [entity("asha"), entity("lund"), {"id": "c", "type": "DocumentChunk", "text": "…"}]
    edges = [
        {"source": "asha", "target": "lund", "relationship_name": "lives_in"},
        {"source": "c", "target": "asha", "relationship_name": "contains"},
        {"source": "asha", "target": "gone", "relationship_name": "knows"},
    ]
    loaded = read("cognee", {"nodes": nodes, "edges": edges})
    assert [said(each) for each in loaded.claims] == [
        ("asha", "lives_in", "lund"),
        ("asha", "says", "asha is …"),
        ("lund", "says", "lund is …"),
    ]
    assert ["no node of the export" in each.message for each in loaded.unread] == [True]


def test_events_have_the_time_that_the_graph_gives_them(read: Any) -> None:
    def time(identity: str, text: str) -> dict[str, Any]:
        return {"id": identity, "type": "Timestamp", "name": identity, "timestamp_str": text}

    nodes = [
        *({"id": each, "name": each, "type": "Event", "description": "…"} for each in ("siege", "war", "truce")),
        *(time("t1", "1651-01-01 00:00:00"), time("t2", "1654-05-06 00:00:00")),
        {"id": "i", "type": "Interval"},
    ]
    edges = [
        {"source": source, "target": target, "relationship_name": name}
        for source, target, name in (
            *(("siege", "t1", "at"), ("war", "i", "during")),
            *(("i", "t1", "time_from"), ("i", "t2", "time_to")),
        )
    ]
    claims = read("cognee", {"nodes": nodes, "edges": edges}).claims
    assert [(each.subject, each.predicate, each.value, str(each.valid)) for each in claims] == [
        ("siege", "happened", None, "1651"),
        ("war", "happened", None, "1651/1654-05-06"),
        ("truce", "happened", None, "None"),
    ]


def test_what_was_closed_in_the_graph_is_deprecated(read: Any) -> None:
    nodes = [entity("asha", valid_to=1_740_940_207_000), entity("lund")]
    edges = [{"source": "asha", "target": "lund", "relationship_name": "lives_in"}]
    assert [each.rank for each in read("cognee", {"nodes": nodes, "edges": edges}).claims] == [
        "deprecated",
        "deprecated",
        "normal",
    ]


# LangGraph ------------------------------------------------------------------------------------------------------------


def item(key: str, value: object) -> dict[str, Any]:
    times = {"created_at": "2024-01-10T09:00:05+00:00", "updated_at": "2025-03-02T18:30:07+00:00"}
    return {"namespace": ["users", "asha"], "key": key, "value": value} | times


def test_a_triple_is_typed_and_words_stay_words(read: Any) -> None:
    triple = {"subject": "asha", "predicate": "lives_in", "object": "Lund", "context": "She moved."}
    items = [
        item("one", triple),
        item("two", {"kind": "Triple", "content": triple}),
        item("three", {"text": "Likes tea"}),
        item("four", {"kind": "Memory", "content": "Likes rain"}),
    ]
    loaded = read("langgraph", {"items": items})
    assert [(each.id, *said(each)) for each in loaded.claims] == [
        ("users/asha/one", "asha", "lives_in", "Lund"),
        ("users/asha/two", "asha", "lives_in", "Lund"),
        ("users/asha/three", "users/asha", "says", "Likes tea"),
        ("users/asha/four", "users/asha", "says", "Likes rain"),
    ]
    assert {str(each.recorded) for each in loaded.claims} == {"2025-03-02T18:30:07Z"}
    assert loaded.claims[0].excerpt == "She moved."


def test_plain_fields_of_a_document_are_claims_and_others_are_reported(read: Any) -> None:
    profile = {"lives_in": "null", "age": 34, "score": 0.5, "empty": "", "tags": ["x"], "active": True}
    loaded = read("langgraph", [item("profile", profile)])
    assert [said(each) for each in loaded.claims] == [
        ("users/asha/profile", "lives_in", "null"),
        ("users/asha/profile", "age", "34"),
        ("users/asha/profile", "score", "0.5"),
    ]
    assert sorted(each.message.partition(" ")[0] for each in loaded.unread) == ["value.active", "value.tags"]


@pytest.mark.parametrize("broken", [{"namespace": "users"}, {"key": None}, {"value": ["x"]}, {"updated_at": "x"}])
def test_an_item_that_is_none_is_reported(read: Any, broken: dict[str, Any]) -> None:
    good = item("good", {"text": "Likes tea"})
    loaded = read("langgraph", [item("bad", {"text": "x"}) | broken, good])
    assert [each.id for each in loaded.claims] == ["users/asha/good"]
    assert len(loaded.unread) == 1


# Retrieval ------------------------------------------------------------------------------------------------------------


def passage(source: str, text: str, *extractions: dict[str, Any]) -> dict[str, Any]:
    metadata = {"source": source, "title": f"{source}'s page", "date": "1921-06-04"}
    return {"page_content": text, "metadata": metadata, "extractions": list(extractions)}


def test_a_passage_asserts_what_its_words_say_and_relays_whom_it_quotes(read: Any) -> None:
    text = "The mill burnt down. Ada Byron said that it stood."
    own = {"quote": "The mill burnt down.", "subject": "mill", "predicate": "burnt-down"}
    relayed = own | {"quote": "Ada Byron said that it stood.", "polarity": "denied", "asserted_by": "Ada Byron"}
    loaded = read("retrieval", [passage("Herald", text, own, relayed)])
    assert [(each.asserted_by, each.via, str(each.stated)) for each in loaded.claims] == [
        ("Herald", (), "1921-06-04"),
        ("Ada Byron", ("Herald",), "None"),
    ]
    (citation,) = loaded.claims[0].citations
    assert (citation.title, citation.excerpt, str(citation.date)) == ("Herald's page", own["quote"], "1921-06-04")
    assert rules_of(check(loaded, rules=["core/denial"]))[0][0] == "core/denial"


def test_what_a_passage_does_not_bear_out_and_one_without_claims_are_reported(read: Any) -> None:
    wrong = {"quote": "It burnt for 3 days.", "subject": "mill", "predicate": "days", "value": 4}
    passages = [passage("Herald", "It burnt for 3 days.", wrong, {"quote": "x"}), passage("Bee", "A fine day."), {}]
    loaded = read("retrieval", [*passages, passage("Sun", "It burnt for 3 days.", wrong | {"value": 3})])
    assert [each.asserted_by for each in loaded.claims] == ["Sun"]
    reasons = [each.message for each in loaded.unread]
    for words in ("do not hold the number 4", "missing", "nothing of this passage is compared", "missing: text"):
        assert any(words in each for each in reasons), (words, reasons)


def test_sources_of_passages_are_known_where_the_vocabulary_lists_sources(tmp_path: Path, read: Any) -> None:
    own = {"quote": "The mill burnt down.", "subject": "mill", "predicate": "burnt-down"}
    known = Vocabulary.model_validate({"sources": {"bee": {"name": "the Bee"}}})
    passages = [passage(each, "The mill burnt down.", own) for each in ("Herald", "the Bee")]
    loaded = read("retrieval", passages, known)
    assert set(loaded.vocabulary.sources) == {"bee", "Herald"}


# The examples ---------------------------------------------------------------------------------------------------------


def test_the_example_of_a_memory_reports_what_was_superseded_and_one_contradiction() -> None:
    example = run_path(str(EXAMPLES / "agent_memory.py"))
    assert rules_of(example["graph_report"]()) == [
        ("core/incompatible-values", ["e-dale", "e-hill"]),
        ("core/state-succeeded", ["e-city", "e-whitefield"]),
    ]
    assert rules_of(example["history_report"]()) == [("core/explicit", ["m-1-1", "m-1-2"])]


def test_the_example_of_a_retrieval_reports_where_passages_disagree_and_what_was_not_compared() -> None:
    example = run_path(str(EXAMPLES / "rag_check.py"))
    report = example["disagreements"](example["HERE"] / "passages.jsonl", example["HERE"] / "vocabulary.yaml")
    assert rules_of(report) == [
        ("core/incompatible-values", ["the-bee-1", "the-herald-2"]),
        ("core/denial", ["the-gazette-1", "the-herald-1"]),
    ]
    assert not report.is_complete


# Anything at all ------------------------------------------------------------------------------------------------------


def test_mutated_exports_are_claims_or_errors() -> None:
    tried, sound = fuzz(range(1, 301), seed=7)
    assert 0 < sound < tried
