"""free-runs.json: whole MIPROv2 runs of the real DSPy with a model whose answers depend only on the slot of the instruction,
the ids of the demos and the question, so that no prompt sentence can matter. Records what was chosen, in which order, on
which examples, with which score.

Needs: python3 -m venv V && V/bin/pip install 'dspy[optuna]==3.3.1'; then V/bin/python gen_free_runs.py (about two minutes).
"""
import contextlib, io, json, logging, os, re, sys
from types import SimpleNamespace as NS

os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
import dspy, optuna
import dspy.teleprompt.mipro_optimizer_v2 as M
from dspy.propose.grounded_proposer import TIPS

logging.disable(logging.CRITICAL)
OUT = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "free-runs.json")


def mix(text):
    """FNV-1a over UTF-8, then the finaliser of MurmurHash3: 32 bits, the same in any language."""
    h = 2166136261
    for b in text.encode():
        h = ((h ^ b) * 16777619) & 0xFFFFFFFF
    h = ((h ^ (h >> 16)) * 0x85EBCA6B) & 0xFFFFFFFF
    h = ((h ^ (h >> 13)) * 0xC2B2AE35) & 0xFFFFFFFF
    return h ^ (h >> 16)


def hits(predictor, slot, demos, question, clear):
    """Does this predictor answer right? Each (slot, demos) has its own share of right answers; a clear hint adds to it."""
    shown = f"{predictor} {slot} {'.'.join(map(str, demos))}"
    share = 20 + mix("share " + shown) % 45 + (25 if clear else 0)
    return mix(f"cell {shown} {question}") % 100 < share


class TableLM(dspy.BaseLM):
    """Writes `INSTR <predictor> <slot>` when asked for an instruction, and else answers by `hits`."""
    proposals, slots = [], 1

    def forward(self, prompt=None, messages=None, **kw):
        last = messages[-1]["content"]
        asked = re.findall(r"\[\[ ## (\w+) ## \]\]", last.split("\n\n")[-1])
        field = next(f for f in asked if f != "completed")
        if field in ("hint", "answer"):
            text = self.task(messages, last, field)
        elif field == "proposed_instruction":
            n = len(TableLM.proposals)
            tip = next((k for k, v in TIPS.items() if v and v in last), "none")
            TableLM.proposals.append({"tip": tip, "rollout": kw.get("rollout_id", self.kwargs.get("rollout_id"))})
            text = f"INSTR {n // TableLM.slots} {n % TableLM.slots}"
        else:
            text = "Notes."
        content = f"[[ ## {field} ## ]]\n{text}\n\n[[ ## completed ## ]]"
        return NS(choices=[NS(message=NS(content=content, tool_calls=None), finish_reason="stop")], usage={"total_tokens": 1}, model="table")

    def task(self, messages, last, field):
        predictor, slot = map(int, re.search(r"INSTR (\d+) (\d+)\s*$", messages[0]["content"]).groups())
        question = lambda text: int(re.search(r"\[\[ ## question ## \]\]\nq(\d+)", text)[1])
        demos = [question(m["content"]) for m in messages[1:-1] if m["role"] == "user"]
        q = question(last)
        right = hits(predictor, slot, demos, q, "[[ ## hint ## ]]\nclear" in last)
        if field == "hint":
            return "clear" if right else "vague"
        return f"a{q}" if right else "no"


class One(dspy.Module):
    def __init__(self):
        super().__init__()
        self.solve = dspy.Predict(dspy.Signature("question -> answer", "INSTR 0 0"))

    def forward(self, question):
        return self.solve(question=question)


class Two(dspy.Module):
    def __init__(self):
        super().__init__()
        self.think = dspy.Predict(dspy.Signature("question -> hint", "INSTR 0 0"))
        self.solve = dspy.Predict(dspy.Signature("question, hint -> answer", "INSTR 1 0"))

    def forward(self, question):
        return self.solve(question=question, hint=self.think(question=question).hint)


def rows(first, count):
    return [dspy.Example(id=i, question=f"q{i}", hint="plain", answer=f"a{i}").with_inputs("question") for i in range(first, first + count)]


def shown(demos):
    return [("A" if d.get("augmented") else "L") + d["question"][1:] for d in demos]


def run(name, predictors, seed, n_train, settings, n_val=None):
    """`settings` in DSPy's names; candidates, trials and minibatch sizes only with auto None."""
    seen, log, studies = [], [], []

    def metric(example, prediction, trace=None):
        seen.append(example.id)
        return prediction.answer == example.answer

    original, create, demo_sets = M.eval_candidate_program, optuna.create_study, []

    def scored(batch_size, trainset, program, evaluate, rng=None):
        before = len(seen)
        result = original(batch_size, trainset, program, evaluate, rng)
        log.append({"score": result.score, "ids": seen[before:], "full": batch_size >= len(trainset)})
        return result

    def created(**kw):
        studies.append(create(**kw))
        return studies[-1]

    class Recorded(dspy.MIPROv2):
        def _bootstrap_fewshot_examples(self, *a, **kw):
            sets = super()._bootstrap_fewshot_examples(*a, **kw)
            demo_sets.extend([shown(sets[i][j]) for i in sorted(sets)] for j in range(len(sets[0])))
            return sets

        def _propose_instructions(self, *a, num_instruct_candidates, **kw):
            TableLM.proposals, TableLM.slots = [], min(num_instruct_candidates, len(demo_sets))
            return super()._propose_instructions(*a, num_instruct_candidates=num_instruct_candidates, **kw)

    compile_names = ("num_trials", "minibatch", "minibatch_size", "minibatch_full_eval_steps", "max_bootstrapped_demos", "max_labeled_demos")
    lm = TableLM(model="table")
    error, best = None, None
    M.eval_candidate_program, optuna.create_study = scored, created
    try:
        with dspy.context(lm=lm), contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            optimizer = Recorded(metric=metric, num_threads=1, seed=seed, auto=settings.get("auto"), num_candidates=settings.get("num_candidates"))
            best = optimizer.compile(One() if predictors == 1 else Two(), trainset=rows(0, n_train), valset=None if n_val is None else rows(1000, n_val),
                                     **{k: settings[k] for k in compile_names if k in settings})
    except ValueError as e:
        error = type(e).__name__
    finally:
        M.eval_candidate_program, optuna.create_study = original, create
    zero = settings.get("max_bootstrapped_demos") == 0 and settings.get("max_labeled_demos") == 0
    names = [f"{i}_predictor_{part}" for i in range(predictors) for part in (["instruction"] if zero else ["instruction", "demos"])]
    # The study counts in the order of evaluation: a full scoring is added while the trial that caused it still runs.
    trials = [{"x": [t.params[k] for k in names], "percent": e["score"], **({} if e["full"] else {"ids": e["ids"]})}
              for t, e in zip(studies[0].trials, log)]
    out = {"name": name, "predictors": predictors, "seed": seed, "trainset": n_train, "valset": n_val, "settings": settings, "demo_sets": demo_sets,
           "proposals": [[p["tip"], p["rollout"]] for p in TableLM.proposals], "instructions": TableLM.slots, "val_order": log[0]["ids"], "trials": trials, "error": error,
           "best": None if best is None else {"percent": best.score, "instructions": [int(p.signature.instructions.split()[2]) for p in best.predictors()],
                                              "demos": [shown(p.demos) for p in best.predictors()]}}
    print(name, len(trials), error, [t["percent"] for t in trials][:3], None if best is None else best.score, file=sys.stderr)
    return out


SHAPES = [
    ("light", 90, None, {"auto": "light"}),
    ("medium", 90, None, {"auto": "medium"}),
    ("explicit", 30, 40, {"auto": None, "num_candidates": 5, "num_trials": 17, "minibatch": True, "minibatch_size": 10, "minibatch_full_eval_steps": 4}),
    ("explicit-full", 30, 24, {"auto": None, "num_candidates": 4, "num_trials": 14, "minibatch": False}),
    ("zero-shot", 70, None, {"auto": "light", "max_bootstrapped_demos": 0, "max_labeled_demos": 0}),
]
CASES = [run(f"{shape}-p{predictors}-seed{seed}", predictors, seed, train, settings, val)
         for shape, train, val, settings in SHAPES for predictors in (1, 2) for seed in (9, 1, 42)]
# More validation examples than the preset uses; more demos than the defaults; a program with too few combinations for its full scorings.
CASES.append(run("light-p1-large-valset", 1, 9, 160, {"auto": "light"}))
CASES.append(run("explicit-p2-many-demos", 2, 9, 40, {"auto": None, "num_candidates": 7, "num_trials": 12, "minibatch": True, "minibatch_size": 8,
                                                     "minibatch_full_eval_steps": 3, "max_bootstrapped_demos": 2, "max_labeled_demos": 6}, 20))
CASES.append(run("exhausted-p1", 1, 9, 20, {"auto": None, "num_candidates": 3, "num_trials": 20, "minibatch": True, "minibatch_size": 6,
                                            "minibatch_full_eval_steps": 2, "max_bootstrapped_demos": 0, "max_labeled_demos": 0}, 12))
with open(OUT, "w") as f:
    json.dump({"source": f"dspy {dspy.__version__}, optuna {optuna.__version__}, generate/gen_free_runs.py", "cases": CASES}, f, separators=(",", ":"))
    f.write("\n")
print(os.path.getsize(OUT), "bytes", file=sys.stderr)
