"""Prepares Django. Imported by `main` before any command that knows models."""

import os
import sys

import click
import django
from django.core.exceptions import ImproperlyConfigured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shanhai.config.settings")

try:
    django.setup()
except ImproperlyConfigured as error:
    click.secho(f"配置有误：{error}", fg="red", err=True)
    sys.exit(2)
