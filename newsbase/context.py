from django.conf import settings


def site(request):
    """What every page shows of the settings."""
    return {"SITE_NOTICE": settings.SITE_NOTICE, "LANGUAGES": settings.LANGUAGES}
