"""From a text to a report by way of a language model: what to ask it, and what becomes of its answer.

``python examples/extract_claims.py`` prints the question. What a model answered once is in
``examples/extractions/answer.jsonl``; ``python examples/extract_claims.py answer`` holds it against the text, says what
the text does not bear out, and reports the conflicts among the rest. No model is called here: send the question to any.
"""

import json
import sys
from pathlib import Path

from conflicts import check, load
from conflicts.readers import ReadOptions, load_vocabulary
from conflicts.readers.extractions.record import extraction_schema

HERE = Path(__file__).parent / "extractions"

QUESTION = """List every assertion of the text as one JSON object a line, by the schema. Copy words exactly:
who speaks, numbers and dates must stand in the quote or in an antecedent. Predicates: {predicates}.

Schema: {schema}

Text:
{text}"""


def question(text: Path, vocabulary: Path) -> str:
    """What to ask a model; the schema can be given as the schema of its structured output, too."""
    predicates = ", ".join(load_vocabulary(vocabulary).predicates)
    schema = json.dumps(extraction_schema(), ensure_ascii=False)
    return QUESTION.format(predicates=predicates, schema=schema, text=text.read_text(encoding="utf-8"))


def report(answer: Path, text: Path, vocabulary: Path) -> str:
    """What of the answer the text does not bear out, and what conflicts among the rest."""
    options = ReadOptions(text=text, vocabulary=load_vocabulary(vocabulary), date="1921")
    collection = load(answer, format="extractions", options=options)
    refused = "".join(f"{problem}\n" for problem in collection.unread)
    return f"{refused}\n{check(collection)}"


if __name__ == "__main__":
    text, vocabulary = HERE / "ferry.txt", HERE / "vocabulary.yaml"
    if sys.argv[1:] == ["answer"]:
        sys.stdout.write(report(HERE / "answer.jsonl", text, vocabulary))
    else:
        sys.stdout.write(question(text, vocabulary))
