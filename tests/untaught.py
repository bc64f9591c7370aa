"""Curricula that the twelve weeks of the base programme admit no progression of."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Untaughtable:
    """Changes of a curriculum that its weeks then do not admit, and how that is told.

    Attributes
    ----------
    causes
        The lines of the conflict, without the class and the name of what is demanded.
    ways
        The ways out, likewise.
    any_weeks
        Whether that is so in any weeks.
    """

    changes: str
    causes: tuple[str, ...]
    ways: tuple[str, ...]
    any_weeks: bool = False


UNTAUGHT = {
    "a semester ends too early": Untaughtable(
        "curriculum.semester_ends.1 = { until = { week = 39 } }",
        (
            "semestre 1 terminé le 27 septembre 2026 au plus tard",
            "10,5 h au plus pour « Physique »",
            "« Physique »",
        ),
        (
            "semestre 1 terminé 1 semaine plus tard, le 4 octobre 2026 au lieu du "
            "27 septembre 2026",
            "permettre des séances de « Physique » après son dernier cours",
            "au plus 17,5 h au lieu de 10,5 h pour « Physique »",
        ),
    ),
    "a semester ends too late: the hours after it do not fit": Untaughtable(
        "curriculum.semester_ends.1 = { from = { week = 45 } }",
        (
            "semestre 1 terminé dans la semaine du 2 novembre 2026 ou après (35 h de modules "
            "ensuite ; ces semaines offrent 14 h au plus, cours et séances)",
        ),
        (
            "semestre 1 terminé 5 semaines plus tôt, dès la semaine du 28 septembre 2026 au lieu "
            "du 2 novembre 2026",
        ),
    ),
    "a teacher is away": Untaughtable(
        'curriculum.teachers."Mme A".weeks_away = [36, 37]',
        ("Mme A, absence en S36", "10,5 h au plus pour « Physique », « Anglais »"),
        ("Mme A, plus aucune absence",),
    ),
    "a teacher is away from most weeks at school": Untaughtable(
        'curriculum.teachers."Mme A".weeks_away = [36, 37, 38, 40, 41, 43, 44, 45]',
        ("Mme A, absence en S36, S37, S40, S41, S44",),
        ("Mme A, présence en S36, S37, S40",),
    ),
    "a teacher is never there": Untaughtable(
        'curriculum.teachers."Mme A".weeks_away = [36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47]',
        ("Mme A, absence en S36-S47",),
        (
            "Mme A, présence en S36, S37, S38, S40, S41, S44, S45",
            "Mme A, présence en S36, S37, S39, S40, S41, S44, S45",
        ),
        any_weeks=True,
    ),
    "a semester ends with the year": Untaughtable(
        "curriculum.semester_ends.1 = { from = { week = 47 } }",
        (
            "semestre 1 terminé dans la semaine du 16 novembre 2026 ou après (35 h de modules "
            "ensuite ; ces semaines offrent 0 h au plus, cours et séances)",
        ),
        (
            "semestre 1 terminé 7 semaines plus tôt, dès la semaine du 28 septembre 2026 au lieu "
            "du 16 novembre 2026",
        ),
        any_weeks=True,
    ),
    "a module has more hours than all weeks": Untaughtable(
        """
        [[curriculum.modules]]
        id = "Physique"
        hours_a_week = { most = 2 }
        sessions = 0
        """,
        ("2 h au plus pour « Physique »",),
        ("au plus 12 h au lieu de 2 h pour « Physique »",),
        any_weeks=True,
    ),
    "a teacher is to be in two places": Untaughtable(
        """
        [[curriculum.modules]]
        id = "Fluides"
        teachers = ["M. B"]
        onsite_weeks = [40]
        sessions = 0
        hours_a_week = { most = 21 }

        [[curriculum.modules]]
        id = "Poudres"
        teachers = ["M. B"]
        onsite_weeks = [40]
        sessions = 0
        hours_a_week = { most = 21 }
        """,
        ("« Fluides » en S40", "0 au plus pour « Fluides »", "chacun dans un seul cours à la fois"),
        (
            "« Fluides » par quelqu'un d'autre que M. B",
            "« Poudres » par quelqu'un d'autre que M. B",
        ),
    ),
    "weeks are to be full of lessons": Untaughtable(
        """
        cohorts = [{ id = "1A", onsite_a_week = { least = 12 } }]

        [curriculum]
        modules_a_week = { most = 1 }

        [[curriculum.modules]]
        id = "Physique"
        hours_a_week = { most = 21 }

        [[curriculum.modules]]
        id = "Anglais"
        hours_a_week = { most = 21 }
        """,
        ("1 au plus", "10,5 h au plus pour « Fluides »", "assez d'heures de cours dans chacune"),
        (
            "au plus 2 au lieu de 1",
            "au moins 11 h de cours par semaine à l'école au lieu de 12 h",
        ),
    ),
    "sessions come too early": Untaughtable(
        """
        cohorts = [{ id = "1A", sessions = { most_a_school_week = 1 } }]

        [[curriculum.modules]]
        id = "Physique"
        until = { week = 40 }
        sessions = { least = 3 }
        hours_a_week = { most = 21 }

        [[curriculum.modules]]
        id = "Anglais"
        hours_a_week = { most = 21 }
        """,
        (
            "« Physique » jusqu'au 4 octobre 2026",
            "3 au moins pour « Physique »",
            "leur nombre par semestre, ou par semaine à l'école",
        ),
        (
            "au moins 2 au lieu de 3 pour « Physique »",
            "au plus 2 par semaine à l'école déjà passée, au lieu de 1",
        ),
    ),
    "a teacher is there on Mondays only": Untaughtable(
        'curriculum.teachers."Mme A".weekdays = ["monday"]',
        (
            "Mme A, seulement lundi",
            "10,5 h au plus pour « Anglais »",
            "chacun dans un seul cours à la fois",
        ),
        (
            "Mme A, présence aussi le mardi",
            "Mme A, présence aussi le mercredi",
            "au plus 12,5 h au lieu de 10,5 h pour « Anglais »",
        ),
    ),
    "a teacher is never on call": Untaughtable(
        'curriculum.teachers."Mme A".most_on_call = 0\n'
        '[[curriculum.modules]]\nid = "Physique"\nsessions = 2',
        ("Mme A, 0 au plus", "2 au moins pour « Physique »"),
        ("Mme A, 1 au plus au lieu de 0",),
        any_weeks=True,
    ),
    "too many sessions of a module": Untaughtable(
        '[[curriculum.modules]]\nid = "Anglais"\nsessions = { least = 3 }',
        (
            "3 au moins pour « Anglais »",
            "10,5 h au plus pour « Physique »",
            "« Anglais »",
            "« Anglais »",
        ),
        (
            "au moins 2 au lieu de 3 pour « Anglais »",
            "au plus 12,5 h au lieu de 10,5 h pour « Physique »",
            "permettre des séances de « Anglais » avant son premier cours",
            "permettre des séances de « Anglais » après son dernier cours",
        ),
    ),
    "one module a week": Untaughtable(
        "curriculum.modules_a_week = { most = 1 }",
        ("1 au plus", "10,5 h au plus pour « Physique », « Anglais »"),
        (
            "au plus 2 au lieu de 1",
            "au plus 17,5 h au lieu de 10,5 h pour « Physique »",
            "au plus 17,5 h au lieu de 10,5 h pour « Anglais »",
        ),
    ),
    "a laboratory is free for few hours": Untaughtable(
        "curriculum.resources.Labo = 4\n"
        '[[curriculum.modules]]\nid = "Physique"\nresources = ["Labo"]',
        ("Labo, 4 h par semaine",),
        ("Labo, 10 h par semaine au lieu de 4 h",),
    ),
    "a module in a part of the year": Untaughtable(
        '[[curriculum.modules]]\nid = "Anglais"\nuntil = { week = 41 }',
        (
            "« Anglais » jusqu'au 11 octobre 2026",
            "10,5 h au plus pour « Physique », « Anglais »",
        ),
        ("« Anglais » 4 semaines plus tard, jusqu'au 8 novembre 2026 au lieu du 11 octobre 2026",),
    ),
    "a module in given weeks": Untaughtable(
        '[[curriculum.modules]]\nid = "Physique"\nonsite_weeks = [36, 40]',
        ("« Physique » en S36, S40", "10,5 h au plus pour « Physique », « Anglais »"),
        (
            "au plus 12,5 h au lieu de 10,5 h pour « Anglais »",
            "« Physique » dans n'importe quelle semaine de cours",
            "au plus 14,5 h au lieu de 10,5 h pour « Physique »",
        ),
    ),
    "a cycle through the semesters": Untaughtable(
        """
        [[curriculum.modules]]
        name = "Physique"
        hours = 42
        hours_a_week = { most = 21 }
        semester = 1
        prerequisites = ["Projet"]

        [[curriculum.modules]]
        name = "Anglais"
        hours = 42
        hours_a_week = { most = 21 }
        semester = 2

        [[curriculum.modules]]
        name = "Projet"
        hours = 7
        prerequisites = ["Anglais"]
        """,
        ("« Physique » après « Projet », « Projet » après « Anglais »",),
        (
            "« Physique » sans attendre la fin de « Projet »",
            "« Projet » sans attendre la fin de « Anglais »",
        ),
        any_weeks=True,
    ),
}
