# The exact versions of locks/ and nothing else; what builds stays behind. It checks what is mounted at /work.
#   docker build -t conflicts . && docker run --rm -v "$PWD:/work" conflicts check claims/
FROM python:3.13-slim AS build
WORKDIR /source
COPY locks/run.txt locks/build.txt locks/
RUN python -m venv /opt/build && /opt/build/bin/pip install --no-cache-dir --require-hashes -r locks/build.txt \
    && python -m venv /opt/conflicts && /opt/conflicts/bin/pip install --no-cache-dir --require-hashes -r locks/run.txt
COPY pyproject.toml hatch_build.py README.md LICENSE ./
COPY src src
COPY rules rules
RUN /opt/build/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
    && /opt/conflicts/bin/pip install --no-cache-dir --no-deps /wheels/*.whl

FROM python:3.13-slim
COPY --from=build /opt/conflicts /opt/conflicts
RUN useradd --create-home --uid 10001 conflicts
USER conflicts
WORKDIR /work
ENTRYPOINT ["/opt/conflicts/bin/conflicts"]
CMD ["check"]
