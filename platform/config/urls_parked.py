"""The host of a rehearsal that rests."""

from django.urls import re_path

from config import errors

handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler500 = "config.errors.failed"
urlpatterns = [re_path(r"^.*$", errors.parked, name="parked")]
