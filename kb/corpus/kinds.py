"""The kinds of entries that posts are about, a row each. All else is generic over this table.

A kind is a register (a file of the corpus), a field of a post, a facet of a search, a parameter
of an address, an option of the command line and a page for each of its entries.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """All that is particular to a kind.

    Attributes:
        name: names the facet, also in JSON, and the option of the command line.
        plural: names the register's file, the field of a post and of a hit in JSON.
        parameter: names it in addresses.
        path: where its pages are, below the site's root.
        label, label_plural: what it is called, in English, for `kb.messages` to translate.
        unknown: says that there is no entry `id`, likewise.
        in_text: whether posts are searched for the entries' names.
        optional: a corpus without the register shows nothing of the kind.
    """

    name: str
    plural: str
    parameter: str
    path: str
    label: str
    label_plural: str
    unknown: str
    in_text: bool = True
    optional: bool = False


ORGANISATION = Kind(
    name="organisation",
    plural="organisations",
    parameter="organisation",
    path="/organisationer",
    label="Organisation",
    label_plural="Organisations",
    unknown="There is no organisation “{id}”.",
)
PROJECT = Kind(
    name="project",
    plural="projects",
    parameter="projekt",
    path="/projekt",
    label="Project",
    label_plural="Projects",
    unknown="There is no project “{id}”.",
)
CATEGORY = Kind(
    name="category",
    plural="categories",
    parameter="kategori",
    path="/kategorier",
    label="Category",
    label_plural="Categories",
    unknown="There is no category “{id}”.",
    in_text=False,
    optional=True,
)

# In the order in which they are shown.
KINDS = (ORGANISATION, PROJECT, CATEGORY)
