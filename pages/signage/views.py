from django.http import HttpRequest, HttpResponse


def screen(request: HttpRequest, code: str) -> HttpResponse:
    return HttpResponse(code)
