"""One run of DSPy's own MIPROv2. Reads one JSON object (`RunOrder` of run-order.ts), prints one (`SideFacts`) on stdout."""
import json
import logging
import os
import sys
import time
import urllib.request

os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
printed = os.dup(1)
os.dup2(2, 1)  # what DSPy prints itself goes to stderr
import dspy  # noqa: E402
from programs import PROGRAMS  # noqa: E402

logging.getLogger("dspy").setLevel(logging.WARNING)


def requests_at(url):
    with urllib.request.urlopen(url.removesuffix("/v1") + "/control/stats") as reply:
        return json.load(reply)["requests"]


def examples(rows):
    return [dspy.Example(**row).with_inputs("ticket") for row in rows]


def optimize(order):
    factory, metric = PROGRAMS[order["predictors"]]
    lm = dspy.LM(f"openai/{order['label']}", api_base=order["modelUrl"], api_key="none")
    dspy.configure(lm=lm)
    held_out = dspy.Evaluate(devset=examples(order["rows"]["test"]), metric=metric, num_threads=order["numThreads"])
    optimizer = dspy.MIPROv2(metric=metric, auto=order["auto"], num_threads=order["numThreads"], seed=order["seed"])
    trainset, valset = examples(order["rows"]["train"]), examples(order["rows"]["val"])
    requests, started = requests_at(order["modelUrl"]), time.perf_counter()
    winner = optimizer.compile(factory(), trainset=trainset, valset=valset)
    wall_s, requests = time.perf_counter() - started, requests_at(order["modelUrl"]) - requests
    return {
        "wallMs": wall_s * 1000,
        "requests": requests,
        "validation": winner.score,
        "unchanged": held_out(factory()).score,
        "winner": held_out(winner).score,
        "predictors": [
            {"instructions": predict.signature.instructions, "demos": len(predict.demos)}
            for predict in winner.predictors()
        ],
    }


os.write(printed, (json.dumps(optimize(json.load(sys.stdin))) + "\n").encode())
