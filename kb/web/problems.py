"""What went wrong, for programs: problem details (RFC 9457)."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from starlette.responses import JSONResponse, Response

from kb.messages import Messages
from kb.search.query.parser import printable
from kb.web.addresses import MAX_LENGTH, MAX_VALUES, Parameters

PROBLEM = "application/problem+json"
# Whatever asks is a program of any site; search robots are to read the pages instead.
FOR_PROGRAMS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag",
    "X-Robots-Tag": "noindex",
}
_FORMS = (".json", ".atom", ".csv")
_ADDRESSES = ("/forslag", "/healthz")


def is_for_programs(path: str) -> bool:
    """Tell whether programs ask at a path, also where nothing is there."""
    return path.endswith(_FORMS) or path in _ADDRESSES


def problem(
    status: int, title: str, detail: str, headers: Mapping[str, str] | None = None
) -> Response:
    """Return what went wrong, as its status alone tells."""
    return _answer({"title": title, "status": status, "detail": detail}, status, headers)


def faults_problem(
    parameters: Parameters, known: Sequence[str], messages: Messages, *, strict: bool
) -> Response:
    """Return what is wrong in an address, 422; where it is `strict`, unknown parameters are, too.

    `errors` are {field, message}, in the order of the table of parameters.
    """
    faults = list(_faults(parameters, known, messages, strict=strict))
    told = {
        "title": messages.gettext("The search could not be understood"),
        "status": 422,
        "detail": " ".join(f"{fault['field']}: {fault['message']}" for fault in faults),
        "errors": faults,
    }
    return _answer(told, 422, None)


def _answer(told: Mapping[str, object], status: int, headers: Mapping[str, str] | None) -> Response:
    answer = JSONResponse({"type": "about:blank", **told}, status, headers, PROBLEM)
    answer.headers.update(FOR_PROGRAMS)
    return answer


def _faults(
    parameters: Parameters, known: Sequence[str], messages: Messages, *, strict: bool
) -> Iterator[dict[str, str]]:
    for fault in parameters.faults:
        yield {"field": fault.name, "message": fault.message(messages)}
    if not strict:
        return
    unknown = messages.gettext(
        "Unknown parameter. Those that exist are {names}.", names=", ".join(known)
    )
    for name in islice(parameters.unknown, MAX_VALUES):
        yield {"field": printable(name)[:MAX_LENGTH], "message": unknown}
    rest = len(parameters.unknown) - MAX_VALUES
    if rest > 0:
        more = messages.ngettext("{count} more is unknown.", "{count} more are unknown.", rest)
        yield {"field": "…", "message": more}
