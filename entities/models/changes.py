from django.db import models


class InvestmentChange(models.Model):
    """When an investment, or what is linked to it, last changed; written by triggers alone.

    `at` grows with every change: a count on SQLite, the writing transaction's id on PostgreSQL
    (see entities.changes).
    """

    investment_id = models.BigIntegerField(primary_key=True)
    at = models.BigIntegerField(db_index=True)

    def __str__(self):
        return f"{self.investment_id} at {self.at}"
