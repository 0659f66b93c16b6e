"""The permission matrix: everyone at every door of the desk, on articles in every state, with forms
borrowed from those who may and buttons that nobody showed them.

A cell is one person, one record in one state, one page or forged button. It deviates if the person
gets a page that articles.policy does not give them or not one that it does, if the page names an
article hidden from them, or if any row of any table is otherwise than before.
"""

from tests.articles import walk
from verify.figures import Figure

ROWS = ["T7", "T21", "T25", "T32"]
ENGINES = ["sqlite", "postgresql"]

SOME = ("visitor", "editor")
LEFT_OUT = (*walk.LIKE_OTHERS, "draft", "retracted", "own draft")


def run(quick):
    base = walk.Base()
    people = SOME if quick else walk.PEOPLE
    looks = [*walk.pages(base, people), *walk.other_pages(base)]
    yield counted("pages asked for by every role / given or kept against the policy", looks, quick)
    acts = walk.forged_posts(base, people, LEFT_OUT if quick else ())
    yield counted("forged buttons and fields / rows changed against the policy", [*acts], quick)


def counted(what, cells, quick):
    wrong = [cell for cell in cells if cell]
    least = 100 if quick else 1000
    return Figure(
        what, len(cells), len(wrong), "1,000 / 0", least, note="; ".join(map(str, wrong[:3]))
    )
