# syntax=docker/dockerfile:1
# Builds the wheel, trains the first model, and leaves only what serves.

FROM python:3.12-slim AS build
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends gcc libc6-dev
WORKDIR /src
COPY requirements.lock pyproject.toml README.md LICENSE NOTICE ./
RUN python -m venv /opt/jingxin && /opt/jingxin/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY hatch_build.py ./
COPY model model
COPY service service
COPY data data
RUN /opt/jingxin/bin/pip install --no-cache-dir --no-deps --no-build-isolation .
ENV JINGXIN_HOME=/var/lib/jingxin
RUN /opt/jingxin/bin/jingxin train

FROM python:3.12-slim
RUN useradd --system --uid 10001 --home-dir /var/lib/jingxin --shell /usr/sbin/nologin jingxin
COPY --from=build /opt/jingxin /opt/jingxin
COPY --from=build --chown=jingxin:jingxin /var/lib/jingxin /var/lib/jingxin
ENV PATH=/opt/jingxin/bin:$PATH JINGXIN_HOME=/var/lib/jingxin JINGXIN_HOST=0.0.0.0 PYTHONUNBUFFERED=1
USER jingxin
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ.get(\"JINGXIN_PORT\") or 8000}/readyz', timeout=2)"]
CMD ["jingxin", "serve"]
