"""The programs of kinds.ts as DSPy writes them, for load_in_dspy.py."""
from typing import Literal, Optional
import dspy
from pydantic import BaseModel


class Part(BaseModel):
    name: str
    count: int
    weight: float = 0.5


def sig(spec, instr):
    return dspy.Signature(spec, instr)


class TypedSig(dspy.Signature):
    """Fill the form from the note."""
    note: str = dspy.InputField(desc="free text note")
    limit: int = dspy.InputField()
    urgency: Literal["low", "mid", "high"] = dspy.OutputField(desc="how urgent")
    count: int = dspy.OutputField()
    ratio: float = dspy.OutputField()
    tags: list[str] = dspy.OutputField(desc="short tags")
    done: bool = dspy.OutputField()
    part: Part = dspy.OutputField()
    extra: Optional[str] = dspy.OutputField()




class TwoStep(dspy.Module):
    def __init__(self):
        super().__init__()
        self.condense = dspy.ChainOfThought(sig("ticket -> gist", "Condense."))
        self.classify = dspy.Predict(sig("ticket, gist -> intent", "Give the intent."))

    def forward(self, ticket):
        g = self.condense(ticket=ticket)
        return self.classify(ticket=ticket, gist=g.gist)


class OneStep(dspy.Module):

    def __init__(self):
        super().__init__()
        self.classify = dspy.ChainOfThought(sig("ticket -> intent", "Give the intent."))

    def forward(self, ticket):
        return self.classify(ticket=ticket)


class Nested(dspy.Module):
    def __init__(self):
        super().__init__()
        self.sub = TwoStep()
        self.steps = [dspy.Predict(sig("intent -> queue", "Name the queue.")), dspy.ChainOfThought(sig("queue -> owner", "Name the owner."))]
        self.by_key = {"k": dspy.Predict(sig("owner -> reply", "Write a reply."))}

    def forward(self, ticket):
        i = self.sub(ticket=ticket).intent
        q = self.steps[0](intent=i).queue
        o = self.steps[1](queue=q).owner
        return self.by_key["k"](owner=o)


def predict_one():
    return dspy.Predict(sig("ticket -> intent", "Give the intent."))


def cot():
    return dspy.ChainOfThought(sig("ticket -> intent", "Give the intent."))


def typed():
    return dspy.Predict(TypedSig)


# kind -> (program factory, inputs for one call)
KINDS = {
    "predict": (predict_one, {"ticket": "Hi, my issue: charged twice (case 1)."}),
    "cot": (cot, {"ticket": "Hi, my issue: charged twice (case 1)."}),
    "cot-zero-shot": (cot, {"ticket": "Hi, my issue: charged twice (case 1)."}),
    "one-step": (OneStep, {"ticket": "Hi, my issue: charged twice (case 1)."}),
    "two-step": (TwoStep, {"ticket": "Hi, my issue: charged twice (case 1)."}),
    "nested": (Nested, {"ticket": "Hi, my issue: charged twice (case 1)."}),
    "typed": (typed, {"note": "three bolts, urgent", "limit": 3}),
}
