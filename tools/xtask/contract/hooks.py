"""Hooks of schemathesis: requests that a document cannot describe, and a count of what was answered."""

import atexit
import json
import os
import threading
from collections import Counter, defaultdict

import schemathesis

# Requests that are let in, by operationId: a login needs an account that is there.
GOOD = json.loads(os.environ["CONTRACT_REQUESTS"])
ANSWERS = os.environ["CONTRACT_ANSWERS"]

OTHER_TOKENS = ("X-Session-Token", "X-Session-ID")

answers = defaultdict(Counter)
lock = threading.Lock()


@schemathesis.hook
def before_add_examples(context, examples):
    operation = context.operation
    good = GOOD.get(operation.definition.raw["operationId"], [])
    for request in good:
        case = operation.Case(**request)
        case.headers["Authorization"] = "Bearer " + os.environ["CONTRACT_TOKEN"]
        # As the cases that schemathesis makes itself: or it takes this token for one that it has made up.
        case._has_explicit_auth = True
        examples.append(case)


@schemathesis.hook
def before_call(context, case, kwargs):
    """Sends one token: a made up one beside it is a conflict, which would hide what else the case is about."""
    if case.headers and "Authorization" in case.headers:
        for other in OTHER_TOKENS:
            case.headers.pop(other, None)


@schemathesis.hook
def after_call(context, case, response):
    with lock:
        answers[case.operation.definition.raw["operationId"]][response.status_code] += 1


@atexit.register
def write():
    with open(ANSWERS, "w", encoding="utf-8") as file:
        json.dump(answers, file)
