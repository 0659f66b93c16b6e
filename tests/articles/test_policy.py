import pytest
from django.contrib.auth.models import AnonymousUser

from articles import policy
from articles.models import Article
from tests.articles.test_workflow import STATES, co_author
from tests.factories import LONG_AGO, ArticleFactory, InvestmentFactory, UserFactory

pytestmark = pytest.mark.django_db


def reviewer(article):
    article.reviewer = UserFactory(role="editor")
    article.save()
    return article.reviewer


PEOPLE = {
    "author": lambda article: article.author,
    "other writer": lambda article: UserFactory(role="writer"),
    "editor": lambda article: UserFactory(role="editor"),
    "reviewer": reviewer,
    "publisher": lambda article: UserFactory(role="publisher"),
    "co-author": co_author,
    "administrator": lambda article: UserFactory(role="administrator"),
    "superuser": lambda article: UserFactory(is_superuser=True),
    "no role": lambda article: UserFactory(),
    "disabled": lambda article: UserFactory(role="publisher", is_active=False),
    "anonymous": lambda article: AnonymousUser(),
}

# SECURITY.md 3, and DESIGN.md rule 7: what is public is corrected live by editors and publishers.
INSIDERS = {"author", "reviewer", "publisher", "co-author", "superuser"}
ROLES = INSIDERS | {"other writer", "editor", "administrator"}
CORRECTORS = {"editor", "reviewer", "publisher", "co-author", "superuser"}
READ = {
    "draft": INSIDERS,
    "sent back": INSIDERS,
    "in review": INSIDERS | {"editor"},
    "approved": INSIDERS | {"editor"},
    # Under embargo it is nobody's business yet.
    "scheduled": INSIDERS | {"editor"},
    "published": ROLES,
    "retracted": INSIDERS | {"editor"},
}
EDIT = {
    "draft": INSIDERS,
    "sent back": INSIDERS,
    "in review": INSIDERS - {"author"},
    "approved": INSIDERS - {"author"},
    "scheduled": CORRECTORS,
    "published": CORRECTORS,
    "retracted": set(),
}

each_state = pytest.mark.parametrize("state", STATES)
each_person = pytest.mark.parametrize("person", PEOPLE)


@each_state
@each_person
def test_who_may_read_and_edit_an_article_in_a_state(state, person):
    article = STATES[state](ArticleFactory())
    user = PEOPLE[person](article)
    assert policy.may_read_article(user, article) == (person in READ[state])
    assert policy.may_edit_article(user, article) == (person in EDIT[state])


@each_state
@pytest.mark.parametrize("person", PEOPLE.keys() - {"anonymous"})
def test_the_list_shows_exactly_what_may_be_read(state, person):
    article = STATES[state](ArticleFactory())
    user = PEOPLE[person](article)
    assert Article.objects.filter(policy.readable(user)).exists() == (person in READ[state])


# What depends on the role alone.
BY_ROLE = {
    "create_article": {"writer", "editor", "publisher"},
    "comment_article": {"writer", "editor", "publisher"},
    "correct_article": {"editor", "publisher"},
    "delete_article": {"writer", "publisher"},
    "publish_article": {"publisher"},
    "retract_article": {"publisher", "administrator"},
    "restore_article": {"publisher"},
    "read_record": {"writer", "editor", "publisher", "administrator"},
    "create_record": {"writer", "editor", "publisher"},
    "edit_record": {"writer", "editor", "publisher"},
    "edit_public_record": {"editor", "publisher"},
    "delete_record": {"publisher"},
    "merge_record": {"publisher"},
    "undo_merge": {"publisher"},
    "set_aside_finding": {"editor", "publisher"},
    "manage_users": {"administrator"},
    "read_security_events": {"administrator"},
    "read_content_events": {"publisher", "administrator"},
}


@pytest.mark.parametrize("action", BY_ROLE)
def test_who_may_do_it_at_all(action):
    users = {role: UserFactory(role=role) for role in (*policy.ROLES, "", "visitor")}
    assert {role for role, user in users.items() if policy.may(user, action)} == BY_ROLE[action]


def test_a_role_may_delete_only_its_own_drafts_or_any():
    own, other = ArticleFactory(), ArticleFactory()
    assert policy.may(own.author, "delete_article", own)
    assert not policy.may(own.author, "delete_article", other)
    assert policy.may(UserFactory(role="publisher"), "delete_article", other)


def test_an_action_that_the_matrix_does_not_have_is_a_mistake_of_ours(publisher):
    with pytest.raises(KeyError):
        policy.may(publisher, "destroy_article")


def test_someone_with_two_roles_may_do_what_either_may(writer):
    assert not policy.may(writer, "publish_article")
    both = UserFactory(role="writer")
    both.groups.add(*UserFactory(role="publisher").groups.all())
    assert policy.may(both, "publish_article")


@pytest.mark.parametrize(
    ("role", "while_private", "once_public"),
    [
        ("writer", True, False),
        ("editor", True, True),
        ("publisher", True, True),
        ("administrator", False, False),
        ("", False, False),
    ],
)
def test_a_writer_leaves_public_records_alone(role, while_private, once_public):
    user, deal = UserFactory(role=role), InvestmentFactory()
    assert policy.may_edit_record(user, deal) == while_private
    deal.public_from = LONG_AGO.replace(year=2999)
    assert policy.may_edit_record(user, deal) == once_public
