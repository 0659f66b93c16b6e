from articles.models.articles import Article, ArticleQuerySet, Language, State
from articles.models.claims import Claim, Statement
from articles.models.decisions import NotDuplicate, WarningAccepted
from articles.models.dossiers import Dossier
from articles.models.editing import Editing
from articles.models.editorial import Comment, Correction, Transition
from articles.models.merges import Merge
from articles.models.originals import Original
from articles.models.preferences import Preferences
from articles.models.previews import PreviewLink
from articles.models.saved_views import SavedView
from articles.models.search_documents import SearchDocument
from articles.models.upkeep import LinkCheck, SetAside
from articles.models.verdicts import Verdict

__all__ = [
    "Article",
    "ArticleQuerySet",
    "Claim",
    "Comment",
    "Correction",
    "Dossier",
    "Editing",
    "Language",
    "LinkCheck",
    "Merge",
    "NotDuplicate",
    "Original",
    "Preferences",
    "PreviewLink",
    "SavedView",
    "SearchDocument",
    "SetAside",
    "State",
    "Statement",
    "Transition",
    "Verdict",
    "WarningAccepted",
]
