"""The frame, the covenant from draft to four signatures, and the titles aimed at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec

from deploy.sample.forms.covenant import Article
from deploy.sample.ids import id_of
from deploy.sample.sample import Sample
from deploy.sample.steps.appendix import appendix_steps
from deploy.sample.steps.named import bloc_and_year, covenant_id, frame_id
from deploy.sample.steps.records import subject_of
from deploy.sample.steps.step import (
    BLOC_HEAD,
    OFFICER,
    Step,
    answer_to,
    head_of,
    officer_of,
)


def covenant_steps(sample: Sample) -> Iterator[Step]:
    yield _frame(sample)
    yield from _text(sample)
    yield from _signing(sample)
    yield from _registrations(sample)
    yield from _returned(sample)
    yield from appendix_steps(sample)


def _frame(sample: Sample) -> Step:
    body = {
        "id": frame_id(sample),
        **bloc_and_year(sample),
        **msgspec.to_builtins(sample.frame),
    }
    key = f"frame/{sample.year.bloc.key}"
    return Step(OFFICER, "covenant", "POST", "/frames", body, key, "frame")


def _text(sample: Sample) -> Iterator[Step]:
    covenant, key = sample.covenant, f"covenant/{sample.year.bloc.key}"
    path = f"/covenants/{covenant_id(sample)}"
    pledges = msgspec.to_builtins(covenant.pledges)
    first = {
        "id": covenant_id(sample),
        **bloc_and_year(sample),
        "title": covenant.title,
        "unit_ids": [str(id_of(f"unit/{unit.key}")) for unit in sample.units],
        "basis": list(covenant.basis),
        "articles": _articles(covenant.articles, first_draft=True),
        "pledges": pledges,
        "drafted_on": covenant.drafted_on.isoformat(),
    }
    yield Step(BLOC_HEAD, "covenant", "POST", "/covenants", first, key, "frame")
    revised = {
        "articles": _articles(covenant.articles, first_draft=False),
        "pledges": pledges,
        "revised_on": covenant.revised_on.isoformat(),
    }
    yield Step(
        BLOC_HEAD, "covenant", "PUT", f"{path}/text", revised, f"{key}/revision", "revision"
    )
    yield from _comments(sample)
    opened = {"opened_on": covenant.opened_on.isoformat()}
    yield Step(
        BLOC_HEAD, "covenant", "POST", f"{path}/opening", opened, f"{key}/opening", "opening"
    )


def _articles(articles: tuple[Article, ...], *, first_draft: bool) -> list[dict[str, Any]]:
    return [
        {
            "number": number,
            "heading": article.heading,
            "text": (article.first_draft if first_draft else None) or article.text,
        }
        for number, article in enumerate(articles, start=1)
    ]


def _signing(sample: Sample) -> Iterator[Step]:
    path = f"/covenants/{covenant_id(sample)}"
    read = f"covenant/{sample.year.bloc.key}/reading"
    yield Step(BLOC_HEAD, "covenant", "GET", path, None, read, "reading")
    for signature in sample.covenant.signatures:
        body = {
            "unit_id": str(id_of(f"unit/{signature.unit}")),
            "signatory_id": str(id_of(f"person/{signature.signatory}")),
            "digest": answer_to(read, "digest"),
            "signed_on": sample.covenant.signed_on.isoformat(),
        }
        yield Step(
            head_of(signature.unit),
            "covenant",
            "POST",
            f"{path}/signatures",
            body,
            f"signature/{signature.unit}",
            "signing",
        )


def _registrations(sample: Sample) -> Iterator[Step]:
    registrations = sample.year.registrations
    for award, subjects in registrations.titles.items():
        for subject in subjects:
            key = registration_key(award, subject)
            yield _registration(sample, award, subject, registrations.on, key, "registration")


def registration_key(award: str, subject: str) -> str:
    return f"registration/{subject}/{award}"


def _registration(
    sample: Sample, award: str, subject: str, on: date, key: str, phase: str
) -> Step:
    unit = sample.unit_of(subject, on)
    body = {
        "covenant_id": covenant_id(sample),
        "unit_id": str(id_of(f"unit/{unit}")),
        **subject_of(sample, subject),
        "award": award,
        "registered_on": on.isoformat(),
    }
    return Step(officer_of(unit), "covenant", "POST", "/registrations", body, key, phase)


def _returned(sample: Sample) -> Iterator[Step]:
    """A registration that is given back with a reason, and made again."""
    told = sample.year.registrations.returned
    key = registration_key(told.award, told.subject)
    path = f"/registrations/{answer_to(key)}/returns"
    body = {"reason": told.reason, "returned_on": told.returned_on.isoformat()}
    phase = "registration_return"
    yield Step(BLOC_HEAD, "covenant", "POST", path, body, f"{key}/return", phase)
    yield _registration(
        sample, told.award, told.subject, told.again_on, f"{key}/again", "registration_again"
    )


def _comments(sample: Sample) -> Iterator[Step]:
    """What units remarked on the first draft, and the head's answers."""
    path = f"/covenants/{covenant_id(sample)}/comments"
    for comment in sample.covenant.comments:
        key = f"comment/{comment.key}"
        made = {
            "id": str(id_of(key)),
            "unit_id": str(id_of(f"unit/{comment.unit}")),
            "article": comment.article,
            "text": comment.text,
            "commented_on": comment.commented_on.isoformat(),
        }
        who = officer_of(comment.unit)
        yield Step(who, "covenant", "POST", path, made, key, "comments")
        answered = {
            "outcome": comment.outcome,
            "answer": comment.answer,
            "answered_on": comment.answered_on.isoformat(),
        }
        answer = f"{path}/{id_of(key)}/answer"
        yield Step(BLOC_HEAD, "covenant", "POST", answer, answered, f"{key}/answer", "answers")
