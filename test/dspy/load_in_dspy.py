#!/usr/bin/env python3
"""Interop check: does DSPy load this saved program and can it run one call with it?

  load_in_dspy.py FILE KIND [--base-url http://127.0.0.1:18080] [--inputs '{"ticket": "..."}'] [--no-call] [--resave OUT] [--adapter chat|json]
  KIND: predict | cot | cot-zero-shot | two-step | nested | typed     (programs in programs.py)

Prints one JSON object: what DSPy holds per predictor (instructions, field prefixes and descriptions, demos with Python types),
warnings raised while loading, the result of one call, and the messages DSPy sent. Exit 0 = loaded (and called), 1 = refused.
"""
import argparse, json, logging, os, sys, warnings
os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
ap = argparse.ArgumentParser()
ap.add_argument("file"); ap.add_argument("kind")
ap.add_argument("--base-url", default="http://127.0.0.1:18080")
ap.add_argument("--inputs"); ap.add_argument("--no-call", action="store_true"); ap.add_argument("--resave")
ap.add_argument("--adapter", default="chat", choices=["chat", "json"]); ap.add_argument("--messages", action="store_true", help="include full messages sent")
a = ap.parse_args()
real = os.dup(1); os.dup2(2, 1)
import dspy  # noqa: E402
from programs import KINDS  # noqa: E402

logs = []


class H(logging.Handler):
    def emit(self, r):
        if r.levelno >= logging.WARNING:
            logs.append(f"{r.name}: {r.getMessage()}"[:400])


logging.getLogger("dspy").addHandler(H())
logging.getLogger("dspy").setLevel(logging.WARNING)
out = {"file": a.file, "kind": a.kind, "dspy": dspy.__version__}


def finish(rc):
    out["warnings"] = logs
    os.write(real, (json.dumps(out, ensure_ascii=False, indent=1, default=repr) + "\n").encode())
    sys.exit(rc)


if a.kind not in KINDS:
    out["error"] = f"unknown kind; one of {sorted(KINDS)}"; finish(2)
factory, inputs = KINDS[a.kind]
prog = factory()
with warnings.catch_warnings(record=True) as ws:
    warnings.simplefilter("always")
    try:
        prog.load(a.file)
    except Exception as e:
        out.update(loaded=False, error=f"{type(e).__name__}: {e}"); finish(1)
    logs += [f"{w.category.__name__}: {w.message}"[:300] for w in ws]
out["loaded"] = True


def typed(v):
    if isinstance(v, dict):
        return {k: typed(x) for k, x in v.items()}
    if isinstance(v, list):
        return [typed(x) for x in v]
    return v if isinstance(v, (str, bool, int, type(None))) else {"$" + type(v).__name__: repr(v)}


out["predictors"] = [{"name": n, "instructions": p.signature.instructions,
                      "fields": [{"name": k, "prefix": f.json_schema_extra.get("prefix"), "desc": f.json_schema_extra.get("desc"), "kind": f.json_schema_extra.get("__dspy_field_type")} for k, f in p.signature.fields.items()],
                      "demos": [{"class": type(d).__name__, "keys": list(d.keys()), "values": typed(dict(d))} for d in p.demos],
                      "lm": None if p.lm is None else {"model": p.lm.model, "kwargs": {k: v for k, v in p.lm.kwargs.items() if k != "api_key"}}} for n, p in prog.named_predictors()]
if a.resave:
    prog.save(a.resave)
    x, y = json.load(open(a.file)), json.load(open(a.resave))
    out["resave"] = {"file": a.resave, "json_equal_without_metadata": {k: v for k, v in x.items() if k != "metadata"} == {k: v for k, v in y.items() if k != "metadata"},
                     "bytes_equal": open(a.file, "rb").read() == open(a.resave, "rb").read()}
if not a.no_call:
    lm = dspy.LM("openai/scripted", api_base=a.base_url + "/v1", api_key="none", cache=False, num_retries=0)
    dspy.configure(lm=lm, adapter=dspy.ChatAdapter() if a.adapter == "chat" else dspy.JSONAdapter())
    for _, p in prog.named_predictors():
        p.lm = None  # a saved predictor-level LM would need its own endpoint
    try:
        pred = prog(**(json.loads(a.inputs) if a.inputs else inputs))
        out["call"] = {"ok": True, "prediction": {k: typed(v.model_dump()) if hasattr(v, "model_dump") else typed(v) for k, v in pred.items()}, "lm_calls": len(lm.history),
                       "roles": [[m["role"] for m in h["messages"]] for h in lm.history]}
        if a.messages:
            out["call"]["messages"] = [h["messages"] for h in lm.history]
    except Exception as e:
        out["call"] = {"ok": False, "error": f"{type(e).__name__}: {e}"[:600]}; finish(1)
finish(0)
