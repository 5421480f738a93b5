"""The smallest project that Django runs: no database, one page with a form, one with an upload."""
import os

SECRET_KEY = os.environ.get('SECRET_KEY', 'an example, not a secret')
DEBUG = False
ALLOWED_HOSTS = ['*']
ROOT_URLCONF = 'myproject.urls'
WSGI_APPLICATION = 'myproject.wsgi.application'
MIDDLEWARE = [
    'django.middleware.security.SecurityMiddleware',
    'django.middleware.common.CommonMiddleware',
    'django.middleware.gzip.GZipMiddleware',
]
INSTALLED_APPS = []
USE_TZ = True
