from articles.admin import articles, records, users

__all__ = ["articles", "records", "users"]
