from django.conf import settings


def site(request):
    """What every page shows of the settings."""
    return {
        "SITE_NOTICE": settings.SITE_NOTICE,
        "SITE_URL": settings.SITE_URL,
        "LANGUAGES": settings.LANGUAGES,
    }
