"""The programs and metrics of bench-program.ts as DSPy writes them."""
import dspy

CATEGORY = "Literal['account', 'billing', 'bug', 'feature', 'other', 'shipping']"
PRIORITY = "Literal['low', 'normal', 'high', 'urgent']"
CLASSIFY = f"ticket: str -> category: {CATEGORY}"
PRIORITIZE = f"ticket: str, category: {CATEGORY} -> priority: {PRIORITY}"


class TicketTriage(dspy.Module):
    """Sorts a support ticket in two steps: where it belongs, then how soon it must be answered."""

    def __init__(self):
        super().__init__()
        self.classify = dspy.Predict(CLASSIFY)
        self.prioritize = dspy.Predict(PRIORITIZE)

    def forward(self, ticket):
        category = self.classify(ticket=ticket).category
        priority = self.prioritize(ticket=ticket, category=category).priority
        return dspy.Prediction(category=category, priority=priority)


def right_category(example, prediction, trace=None):
    return prediction.category == example.category


def triage_score(example, prediction, trace=None):
    return ((prediction.category == example.category) + (prediction.priority == example.priority)) / 2


# number of predictors -> (program, metric)
PROGRAMS = {1: (lambda: dspy.Predict(CLASSIFY), right_category), 2: (TicketTriage, triage_score)}
