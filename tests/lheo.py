"""Rules of LHÉO 2.3 for what a planning tells, as facts of its published definition.

Source: the definition of the language, release 2.3.0 (repository lheo/lheo-schema,
`definition/lheo-gml.xml`), of which the schema of lheo.gouv.fr/2.3 is made. The order of elements,
how often each may stand, the lengths of texts, the bounds of numbers and the keys of dictionaries
are as there; elements below those listed here may not be filled by a planning.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from xml.etree.ElementTree import Element

NAMESPACE = "{http://lheo.gouv.fr/2.3}"

MANY = 10**6

Bounds = tuple[int, int]

ONE, MAYBE, SOME, ANY = (1, 1), (0, 1), (1, MANY), (0, MANY)

SEQUENCES: Mapping[str, Mapping[str, Bounds]] = {
    "formation": {
        "domaine-formation": ONE,
        "intitule-formation": ONE,
        "objectif-formation": ONE,
        "resultats-attendus": ONE,
        "contenu-formation": ONE,
        "certifiante": ONE,
        "contact-formation": SOME,
        "parcours-de-formation": ONE,
        "code-niveau-entree": ONE,
        "objectif-general-formation": MAYBE,
        "certification": (0, 5),
        "code-type-formation": (0, 5),
        "code-niveau-sortie": MAYBE,
        "url-formation": MAYBE,
        "action": SOME,
        "organisme-formation-responsable": ONE,
        "identifiant-module": MAYBE,
        "positionnement": MAYBE,
        "sous-modules": MAYBE,
        "modules-prerequis": MAYBE,
        "extras": ANY,
    },
    "action": {
        "rythme-formation": ONE,
        "code-public-vise": (1, 10),
        "info-public-vise": MAYBE,
        "niveau-entree-obligatoire": ONE,
        "modalites-alternance": ONE,
        "modalites-enseignement": ONE,
        "conditions-specifiques": ONE,
        "prise-en-charge-frais-possible": ONE,
        "lieu-de-formation": ANY,
        "modalites-entrees-sorties": ONE,
        "url-action": MAYBE,
        "duree-cycle": MAYBE,
        "session": SOME,
        "adresse-information": MAYBE,
        "date-information": (0, 3),
        "restauration": MAYBE,
        "hebergement": MAYBE,
        "transport": MAYBE,
        "acces-handicapes": MAYBE,
        "langue-formation": (0, 5),
        "modalites-recrutement": MAYBE,
        "modalites-pedagogiques": MAYBE,
        "code-modalite-pedagogique": (0, 5),
        "equipement": ANY,
        "frais-restants": MAYBE,
        "code-perimetre-recrutement": MAYBE,
        "infos-perimetre-recrutement": MAYBE,
        "prix-horaire-TTC": MAYBE,
        "prix-total-TTC": MAYBE,
        "duree-indicative": MAYBE,
        "nombre-heures-centre": MAYBE,
        "nombre-heures-entreprise": MAYBE,
        "nombre-heures-total": MAYBE,
        "detail-conditions-prise-en-charge": MAYBE,
        "conventionnement": MAYBE,
        "duree-conventionnee": MAYBE,
        "organisme-formateur": ANY,
        "organisme-financeur": (0, 8),
        "enseignement": ANY,
        "extras": ANY,
    },
    "session": {
        "periode": ONE,
        "adresse-inscription": ONE,
        "modalites-inscription": MAYBE,
        "periode-inscription": MAYBE,
        "etat-recrutement": MAYBE,
        "recrutement": ANY,
        "url-session": MAYBE,
        "contact-session": ANY,
        "reference-certification": (0, 5),
        "blocs-competences": ANY,
        "cycle": ANY,
        "extras": ANY,
    },
    "periode": {"debut": ONE, "fin": ONE, "extras": ANY},
    "cycle": {
        "type-cycle": ONE,
        "annee-cycle": ANY,
        "effectif-minimal": MAYBE,
        "capacite-simultanee": MAYBE,
        "capacite-cumulee": MAYBE,
        "alternance": MAYBE,
        "extras": ANY,
    },
    "alternance": {"type-alternance": ONE, "rythme-alternance": MAYBE, "extras": ANY},
    "rythme-alternance": {
        "unite-rythme-alternance": ONE,
        "unites-entreprise": ONE,
        "unites-centre": ONE,
        "extras": ANY,
    },
}
"""The children of elements, in their order, with how often each may stand."""

TEXTS: Mapping[str, Bounds] = {
    "intitule-formation": (1, 255),
    "rythme-formation": (1, 3000),
    "modalites-alternance": (1, 3000),
}
NUMBERS: Mapping[str, Bounds] = {
    "annee-cycle": (0, 99),
    "unites-entreprise": (0, 99999),
    "unites-centre": (0, 99999),
    "nombre-heures-centre": (0, 99999),
    "nombre-heures-entreprise": (0, 99999),
    "nombre-heures-total": (0, 99999),
}
KEYS: Mapping[str, frozenset[str]] = {
    "modalites-enseignement": frozenset("012"),
    "modalites-entrees-sorties": frozenset("01"),
    "type-cycle": frozenset("01"),
    "type-alternance": frozenset("012"),
    "unite-rythme-alternance": frozenset("01234"),
}
DATES = ("debut", "fin")
"""Eight digits: AAAAMMJJ."""

ATTRIBUTES = frozenset(("numero", "info"))
"""Those of texts that any element may have, as far as they are used."""

UNTOLD: Mapping[str, frozenset[str]] = {
    "formation": frozenset(
        (
            *("domaine-formation", "objectif-formation", "resultats-attendus"),
            *("contenu-formation", "certifiante", "contact-formation", "parcours-de-formation"),
            *("code-niveau-entree", "organisme-formation-responsable"),
        )
    ),
    "action": frozenset(
        (
            *("code-public-vise", "niveau-entree-obligatoire", "conditions-specifiques"),
            "prise-en-charge-frais-possible",
        )
    ),
    "session": frozenset(("adresse-inscription",)),
}
"""What an offer must have and a planning does not know: a fragment may lack it."""


def faults(element: Element) -> Iterator[str]:
    """Yield what breaks the rules in an element and in all below it."""
    name = element.tag.removeprefix(NAMESPACE)
    if not element.tag.startswith(NAMESPACE):
        yield f"{name}: not of LHÉO 2.3"
    if unknown := element.attrib.keys() - ATTRIBUTES:
        yield f"{name}: attributes {sorted(unknown)}"
    if name in SEQUENCES:
        yield from _faults_of_children(name, element)
        for child in element:
            yield from faults(child)
    elif (fault := _fault_of_text(name, element.text or "")) or len(element):
        yield fault or f"{name}: has children"


def _faults_of_children(name: str, element: Element) -> Iterator[str]:
    allowed = SEQUENCES[name]
    found = [child.tag.removeprefix(NAMESPACE) for child in element]
    order = list(allowed)
    if strangers := set(found) - allowed.keys():
        yield f"{name}: {sorted(strangers)} may not stand here"
        return
    if sorted(found, key=order.index) != found:
        yield f"{name}: {found} are out of order"
    for child, (low, high) in allowed.items():
        least = 0 if child in UNTOLD.get(name, ()) else low
        if not least <= found.count(child) <= high:
            yield f"{name}: {found.count(child)} {child}"


def _fault_of_text(name: str, text: str) -> str | None:
    if name in TEXTS:
        low, high = TEXTS[name]
        return None if low <= len(text) <= high else f"{name}: {len(text)} characters"
    if name in NUMBERS:
        low, high = NUMBERS[name]
        is_number = text.isascii() and text.isdigit() and low <= int(text) <= high
        return None if is_number else f"{name}: {text}"
    if name in KEYS:
        return None if text in KEYS[name] else f"{name}: {text}"
    if name in DATES:
        is_day = len(text) == 8 and text == f"{datetime.strptime(text, '%Y%m%d'):%Y%m%d}"
        return None if is_day else f"{name}: {text}"
    return f"{name}: unknown"
