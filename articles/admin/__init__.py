from articles.admin import articles, records, security_events, users

__all__ = ["articles", "records", "security_events", "users"]
