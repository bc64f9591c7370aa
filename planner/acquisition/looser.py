"""What a proposal would ask for, a step looser than seen, in words."""

from planner.acquisition.proposal import RuleProposal
from planner.messages import Messages
from planner.programme.file import Tables


def looser_words(proposal: RuleProposal, text: Messages) -> str:
    """Return the looser version of a proposal in words: de 5 à 7 périodes, de 1 à 5 semaines.

    Returns
    -------
    str
        "" if it has none, or none that is said in a few words.
    """
    if proposal.loose is None:
        return ""
    if "campus" in proposal.loose:
        return text("accepted.at-most", le=proposal.loose["campus"]["most_cohorts"])
    if "cohorts" not in proposal.loose:
        return ""
    (cohort,) = proposal.loose["cohorts"]
    ((key, value),) = ((key, value) for key, value in cohort.items() if key != "id")
    match key:
        case "school_weeks" | "company_weeks":
            return _between(value, text)
        case "school_blocks" | "company_blocks":
            return _blocks(value, text)
        case "activities":
            (rules,) = value.values()
            return _blocks(rules["blocks"], text)
        case "named_blocks":
            (block,) = value.values()
            return _blocks(block, text)
        case "sessions":
            most = value["a_week"][-1]
            return text("looser.sessions", numbers=text("accepted.between", low=0, high=most))
        case _:
            return text("looser.preferred")


def _between(extent: Tables, text: Messages) -> str:
    return text("accepted.between", low=extent["least"], high=extent["most"])


def _blocks(blocks: Tables, text: Messages) -> str:
    shortest, longest = blocks["shortest"], blocks.get("longest")
    if longest is not None:
        lengths = text(
            "required.length-between", shortest=shortest, longest=text.counted("weeks", longest)
        )
    elif shortest > 1:
        lengths = text("required.length-from", shortest=text.counted("weeks", shortest))
    else:
        lengths = text("required.length-any")
    if "count" not in blocks:
        return lengths
    return text("looser.blocks", count=_between(blocks["count"], text), lengths=lengths)
