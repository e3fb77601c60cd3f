import django
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

settings.configure(DEBUG=False, SECRET_KEY="test", ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1", "localhost"],
                   MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
                   LOGGING_CONFIG=None)
django.setup()


def fail(request):
    raise RuntimeError("on purpose")


def denied(request):
    raise PermissionDenied


urlpatterns = [path("", lambda r: HttpResponse("fine")), path("raise", fail), path("denied", denied)]
app = get_wsgi_application()
