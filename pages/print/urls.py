"""The address of the papers."""

from django.urls import path

from pages.print import views

app_name = "print"
urlpatterns = [path("bulletins/<int:issue>.pdf", views.pdf, name="pdf")]
