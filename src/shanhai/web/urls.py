"""Addresses of the web face; each page module lists its own."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path

from shanhai.web.pages import (
    books,
    components,
    entries,
    home,
    imports,
    intake,
    issued,
    manage,
    manage_users,
    partnerships,
    reconciliation,
    records,
    reports,
    review,
    saved_views,
    search,
    trails,
)

urlpatterns = [
    path("login/", LoginView.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("components", components.components, name="components"),
    path("", include(home)),
    path("", include(intake)),
    path("", include(reports)),
    path("", include(review)),
    path("", include(partnerships)),
    path("", include(trails)),
    path("", include(issued)),
    path("", include(books)),
    path("", include(entries)),
    path("", include(imports)),
    path("", include(reconciliation)),
    path("", include(records)),
    path("", include(search)),
    path("", include(saved_views)),
    path("", include(manage)),
    path("", include(manage_users)),
    path("i18n/", include("django.conf.urls.i18n")),
]
