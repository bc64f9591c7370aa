"""What has no planning: what cohorts share."""

from tests.conflicts.wording import COMPANY, DAY, FIVE_FOR_SIX, ONE, ROOM, SCHOOL, TWO
from tests.explaining import Expected

CAMPUS = "toute l'école – Promotions sur le campus (campus.most_cohorts) :"
PEOPLE = "toute l'école – Personnes sur le campus (campus.most_people) :"
LABORATORY = "toute l'école – Ressource partagée – labo (campus.resources.labo) :"


CASES = {
    "two cohorts of seven weeks take turns in twelve": Expected(
        f"campus = {{ most_cohorts = 1 }}\n{ONE}school_weeks = 7\n"
        f"{TWO}onsite_hours = 0\nschool_weeks = 7",
        ("1A school_weeks, 2A school_weeks, campus_cohorts",),
        (
            f"{CAMPUS} 2 promotions au lieu de 1",
            f"{SCHOOL} au moins 5 semaines au lieu de 7",
            "2A – Semaines à l'école : au moins 5 semaines au lieu de 7",
        ),
    ),
    "fifty people do not fit where forty do": Expected(
        f"campus = {{ most_people = 40 }}\n{ONE}school_weeks = 7\n"
        f"{TWO}onsite_hours = 0\nschool_weeks = 7",
        ("1A school_weeks, 2A school_weeks, campus_people",),
        (
            f"{PEOPLE} 50 personnes au lieu de 40",
            f"{SCHOOL} au moins 5 semaines au lieu de 7",
            "2A – Semaines à l'école : au moins 5 semaines au lieu de 7",
        ),
    ),
    "two times two groups do not fit in a laboratory for three": Expected(
        f"campus = {{ resources = {{ labo = 3, atelier = 9 }} }}\n"
        f"{ONE}school_weeks = 7\nuses = {{ labo = {{ groups = 2 }} }}\n"
        f"{TWO}onsite_hours = 0\nschool_weeks = 7\nuses = {{ labo = {{ groups = 2 }} }}",
        ("1A school_weeks, 2A school_weeks, resources",),
        (
            f"{LABORATORY} 4 groupes au lieu de 3",
            f"{SCHOOL} au moins 5 semaines au lieu de 7",
            "2A – Semaines à l'école : au moins 5 semaines au lieu de 7",
        ),
    ),
    "hours of two cohorts need thirteen weeks of a campus for one": Expected(
        f"campus = {{ most_cohorts = 1 }}\n{ONE}onsite_hours = 220\n{TWO}onsite_hours = 210",
        ("1A onsite_room, 2A onsite_room, campus_cohorts",),
        (
            f"{CAMPUS} 2 promotions au lieu de 1",
            f"{DAY} 7,5 h de cours par jour au lieu de 7 h",
            f"{ROOM} 203 h de cours au lieu de 220 h",
            "2A – Place disponible pour les heures de cours : 175 h de cours au lieu de 210 h",
        ),
    ),
    "each of two cohorts asks for too much": Expected(
        f"{ONE}school_weeks = 6\ncompany_weeks = 7\n"
        f"{TWO}onsite_hours = 0\nschool_weeks = 6\ncompany_weeks = 8",
        ("1A company_weeks, 1A school_weeks", "2A company_weeks, 2A school_weeks"),
        tuple(
            f"{one} ; et {two}"
            for one in (FIVE_FOR_SIX, f"{COMPANY} au moins 6 semaines au lieu de 7")
            for two in (
                "2A – Semaines à l'école : au moins 4 semaines au lieu de 6",
                "2A – Semaines en entreprise : au moins 6 semaines au lieu de 8",
            )
        ),
    ),
}
