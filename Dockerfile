# Two stages: the first installs and compiles, the second only runs.

FROM python:3.13-slim AS build
WORKDIR /app
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /venv
ENV PATH="/venv/bin:$PATH"

COPY requirements/prod.txt requirements/prod.txt
RUN pip install --require-hashes -r requirements/prod.txt

COPY . .
RUN python -m compileall -q accounts articles entities newsbase \
    && if [ -d locale ]; then pybabel compile -d locale -D django; fi \
    && LOCAL=1 SECRET_KEY=not-kept-in-the-image python manage.py collectstatic --noinput

FROM python:3.13-slim
WORKDIR /app
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin newsbase
COPY --from=build /venv /venv
COPY --from=build /app /app
ENV PATH="/venv/bin:$PATH" PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 BIND=0.0.0.0:8000
USER 10001:10001
EXPOSE 8000

# Under a host name that the site answers to, or Django would refuse the question.
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 CMD ["python", "-c", "\
import os, urllib.request as web; \
host = os.environ['ALLOWED_HOSTS'].split(',')[0].lstrip('.'); \
web.urlopen(web.Request('http://127.0.0.1:8000/healthz', headers={'Host': host}), timeout=3)"]

CMD ["python", "-m", "gunicorn"]
