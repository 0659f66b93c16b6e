from accounts.models.attempts import Attempts
from accounts.models.events import SecurityEvent
from accounts.models.factors import RecoveryCode, SecondFactor

__all__ = ["Attempts", "RecoveryCode", "SecondFactor", "SecurityEvent"]
