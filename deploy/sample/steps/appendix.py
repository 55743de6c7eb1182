"""An appendix of the covenant: three units sign at once, one late and by a mandate."""

from __future__ import annotations

from collections.abc import Iterator

from deploy.sample.ids import id_of
from deploy.sample.sample import Sample
from deploy.sample.steps.named import covenant_id
from deploy.sample.steps.step import BLOC_HEAD, Body, Step, answer_to, head_of, officer_of

READ, MANDATE = "appendix/1/reading", "mandate/late"


def appendix_steps(sample: Sample) -> Iterator[Step]:
    appendix, path = sample.covenant.appendix, f"/covenants/{covenant_id(sample)}"
    opened = {
        "number": appendix.number,
        "title": appendix.title,
        "articles": [
            {"number": number, "heading": one.heading, "text": one.text}
            for number, one in enumerate(appendix.articles, start=1)
        ],
        "pledges": [],
        "opened_on": appendix.opened_on.isoformat(),
    }
    yield _step(BLOC_HEAD, f"{path}/appendices", opened, "appendix/1", "appendix")
    late = appendix.late
    mandate = {
        "unit_id": str(id_of(f"unit/{late.unit}")),
        "account": officer_of(late.unit),
        "document_number": late.document_number,
        "since": late.since.isoformat(),
        "until": late.until.isoformat(),
        "given_on": late.given_on.isoformat(),
    }
    yield _step(head_of(late.unit), f"{path}/mandates", mandate, MANDATE, "appendix")
    yield Step(BLOC_HEAD, "covenant", "GET", f"{path}/file", None, READ, "appendix_reading")
    signing = f"{path}/appendices/{appendix.number}/signatures"
    for signature in sample.covenant.signatures:
        in_time = signature.unit != late.unit
        body = {
            "unit_id": str(id_of(f"unit/{signature.unit}")),
            "digest": answer_to(READ, "appendices.0.digest"),
            "signed_on": (appendix.signed_on if in_time else late.signed_on).isoformat(),
        }
        key = f"appendix/1/signature/{signature.unit}"
        if in_time:
            body["signatory_id"] = str(id_of(f"person/{signature.signatory}"))
            yield _step(head_of(signature.unit), signing, body, key, "appendix_signing")
        else:
            body["mandate_id"] = answer_to(MANDATE)
            yield _step(officer_of(signature.unit), signing, body, key, "late_signing")


def _step(account: str, path: str, body: Body, key: str, phase: str) -> Step:
    return Step(account, "covenant", "POST", path, body, key, phase)
