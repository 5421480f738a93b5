from django.http import FileResponse, HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt


def index(request):
    return HttpResponse('Hello from Django', content_type='text/plain')


@csrf_exempt
def upload(request):
    return JsonResponse({'bytes': len(request.body), 'method': request.method})


def stream(request):
    return StreamingHttpResponse((b'line %d\n' % number for number in range(3)), content_type='text/plain')


def source(request):
    return FileResponse(open(__file__, 'rb'), content_type='text/x-python')


urlpatterns = [
    path('', index),
    path('upload', upload),
    path('stream', stream),
    path('source', source),
]
