# Commentariat without an embedded node: for use beside Elasticsearch, as in docker-compose.yml.
# Both stages install from the lock files alone, every file checked against its hash.

FROM python:3.13-slim AS build
WORKDIR /src
COPY requirements.lock requirements-dev.lock ./
# uv comes from the lock too: its block is cut out, and pip checks it.
RUN awk '/^[a-z]/ {on = /^uv==/} on' requirements-dev.lock > uv.lock \
 && pip install --no-cache-dir --require-hashes -r uv.lock \
 && uv pip install --system --no-cache --require-hashes -r requirements-dev.lock \
 && python -m venv --without-pip /opt/commentariat \
 && uv pip install --python /opt/commentariat/bin/python --no-cache --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY crawlers crawlers
COPY flows flows
COPY mappings mappings
RUN python -m build --no-isolation --wheel --outdir /tmp/dist \
 && uv pip install --python /opt/commentariat/bin/python --no-cache --no-deps /tmp/dist/*.whl

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /var/lib/commentariat --create-home commentariat
COPY --from=build /opt/commentariat /opt/commentariat
ENV PATH=/opt/commentariat/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    COMMENTARIAT_HOME=/var/lib/commentariat/var
USER commentariat
RUN mkdir /var/lib/commentariat/var
VOLUME /var/lib/commentariat/var
ENTRYPOINT ["commentariat"]
CMD ["serve"]
