# The image of workers and gateways: `docker run IMAGE` is a worker, `docker run IMAGE gateway` a gateway.
# `npm run image` builds it and gives VERSION, ENGINES and REVISION; docs/image.md explains arguments,
# pins and how it is run.
#
# Bases: a release names them with their digest, NAME@sha256:..., here or with --build-arg.
# NODE_IMAGE runs them; DEBIAN_IMAGE has the pinned Emscripten in its packages.
ARG NODE_IMAGE=node:24.21.0-bookworm-slim
ARG DEBIAN_IMAGE=debian:trixie-slim

# What they need of npm, and the list of it; what no server reads of it is taken out.
FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
# npm's list is right only for what is installed, and it misses what package.json names beside that.
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund \
 && cp package.json named.json \
 && npm pkg delete devDependencies optionalDependencies \
 && npm sbom --sbom-format=cyclonedx --sbom-type=application > sbom.cdx.json \
 && mv named.json package.json
COPY image/prune-packages.ts image/
RUN node image/prune-packages.ts node_modules

# The engines from their sources; the build ends where they are not the committed ones, to the byte.
FROM ${DEBIAN_IMAGE} AS engines
RUN apt-get update \
 && apt-get install --yes --no-install-recommends emscripten=3.1.69+dfsg-3 \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=dependencies /usr/local/bin/node /usr/local/bin/node
COPY --from=dependencies /app/node_modules node_modules
COPY package.json ./
COPY contracts contracts
COPY engines-wasm engines-wasm
RUN node engines-wasm/build/check.ts --built-in \
 && rm -rf engines-wasm/build engines-wasm/cpp

# The folder that runs, put together: readable for everyone, writable for nobody.
FROM dependencies AS app
COPY contracts contracts
COPY tables tables
COPY --from=engines /app/engines-wasm engines-wasm
COPY runtime runtime
COPY model model
COPY service service
COPY intake intake
COPY executor executor
COPY fleet fleet
COPY gateway gateway
COPY worker worker
COPY image image
ARG VERSION
ARG ENGINES
RUN node image/check-labels.ts "${VERSION}" "${ENGINES}" \
 && LIVECALC_CACHE=/app/cache node image/warm-python.ts \
 && rm image/check-labels.ts image/engine-hashes.ts image/prune-packages.ts image/warm-python.ts package-lock.json \
 && chmod -R a+rX,go-w .

FROM ${NODE_IMAGE}
# The base's package managers are not needed to run, and what is not there need not be patched.
RUN rm -rf /usr/local/lib/node_modules /usr/local/include/node /opt/yarn-* \
           /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack \
           /usr/local/bin/yarn /usr/local/bin/yarnpkg \
 && install --directory --owner=1000 --group=1000 --mode=0700 /data
WORKDIR /app
COPY --from=app /app ./
# The server's heap, of the container's memory: MAX_MEMORY_MB leaves it 25 %, not all of it heap. What
# runs jobs inherits no environment.
# PORT is the role's own: 3000 of a worker, 8000 of a gateway.
# The snapshot of Python is there already, and nobody can change it.
ENV NODE_ENV=production HOST=0.0.0.0 DATA_DIR=/data LIVECALC_CACHE=/app/cache \
    NODE_OPTIONS=--max-old-space-size-percentage=12
# A number, so that Kubernetes can check runAsNonRoot without the image's passwd.
USER 1000:1000
EXPOSE 3000 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "image/health-check.ts"]
ARG VERSION
ARG ENGINES
ARG REVISION=unknown
LABEL org.opencontainers.image.title="LiveCalc" \
      org.opencontainers.image.description="Worker and gateway: run stochastic life-insurance valuations and stream their results" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      livecalc.engines="${ENGINES}"
# prlimit turns core dumps off, which would hold policies, and becomes Node: signals reach it.
ENTRYPOINT ["prlimit", "--core=0:0", "node", "image/start.ts"]
CMD ["worker"]
