"""Which face answers which address."""

from django.urls import include, path

from shanhai.api.views import urls as api_urls

urlpatterns = [
    path("api/", api_urls),
    path("", include("shanhai.web.urls")),
]
