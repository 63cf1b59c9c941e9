# One image for everything that is our own code: portal, Prefect server, workers, Dask, migrations.
#   docker build -t readiness:0.1.0 .
#   docker build -t readiness:0.1.0 --build-arg OFFICE=yes .     with LibreOffice: previews and thumbnails of decks; much larger

FROM python:3.11.14-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /venv
COPY deploy/requirements.lock /build/requirements.lock
# The list is whole, so that pip need not look for more; it says if it were not.
RUN /venv/bin/python -m pip install --no-deps --require-hashes -r /build/requirements.lock \
    && /venv/bin/python -m pip check
WORKDIR /app
COPY . .
# In place: templates and the bundled launch are read from beside the code.
RUN /venv/bin/python -m pip install --no-deps --no-build-isolation -e . \
    && /venv/bin/python -m compileall -q readiness flows deploy

FROM python:3.11.14-slim-bookworm AS run
ARG OFFICE=no
# Debian's patched versions are wanted, whichever they are on the day.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends fontconfig fonts-dejavu-core tini \
    && if [ "$OFFICE" = yes ]; then apt-get install -y --no-install-recommends libreoffice-impress libreoffice-calc poppler-utils \
        fonts-crosextra-carlito fonts-crosextra-caladea fonts-liberation2; fi \
    && rm -rf /var/lib/apt/lists/*
RUN groupadd --gid 10001 readiness \
    && useradd --uid 10001 --gid readiness --create-home readiness \
    && install --directory --owner readiness --group readiness --mode 0700 /home/readiness/workspace
COPY --from=build /venv /venv
COPY --from=build /app /app
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    READINESS_HOME=/home/readiness/workspace \
    PREFECT_FLOWS_HEARTBEAT_FREQUENCY=30 \
    DO_NOT_TRACK=1
WORKDIR /app
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-m", "deploy.answers", "http://127.0.0.1:8000/health"]
ENTRYPOINT ["tini", "--"]
CMD ["readiness", "portal", "--host", "0.0.0.0"]
