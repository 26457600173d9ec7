"""Which face answers which address."""

from django.urls import include, path

from shanhai.api.views import api

urlpatterns = [
    path("api/", api.urls),
    path("", include("shanhai.web.urls")),
]
