# The assistant as an image; compose.yaml starts it. It was written where no images can be built, and
# was never run: `tests/test_containers.py` reads it, and hadolint found nothing.

FROM python:3.11-slim-bookworm AS build

# A package index of your own, or one that has torch without CUDA; pip reads both by itself.
ARG PIP_INDEX_URL
ARG PIP_EXTRA_INDEX_URL
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1

WORKDIR /source
COPY constraints.txt requirements.lock ./
# As the Makefile does: every package by its hash, and torch exactly.
RUN python -m venv /opt/assistant \
    && /opt/assistant/bin/pip install --no-deps --require-hashes -r requirements.lock \
    && /opt/assistant/bin/pip install -c constraints.txt torch==2.13.0 \
    && /opt/assistant/bin/pip install -c constraints.txt 'psycopg[binary]' prometheus-client
COPY pyproject.toml README.md LICENSE ./
COPY corpus corpus
COPY index index
COPY assistant assistant
COPY ui ui
RUN /opt/assistant/bin/pip install --no-deps --no-build-isolation .


FROM python:3.11-slim-bookworm

# What reads scanned pages; without it their status says so.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        tesseract-ocr tesseract-ocr-eng tesseract-ocr-vie \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 assistant \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp assistant \
    && install -d -m 0700 -o 10001 -g 10001 /data

COPY --from=build /opt/assistant /opt/assistant

# All that is written lies in /data, and what passes through in /tmp: the rest may be read-only.
ENV PATH=/opt/assistant/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    HF_HUB_OFFLINE=1 \
    HOME=/tmp \
    ASSISTANT_DATA_DIR=/data \
    ASSISTANT_HOST=0.0.0.0 \
    ASSISTANT_PORT=7860
USER 10001:10001
VOLUME /data
EXPOSE 7860
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=120s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:7860/healthz', timeout=4)"]

ENTRYPOINT ["assistant"]
CMD ["serve"]
