# Lifeboat: Node and the bundle on a base without a shell. See docs/image.md.
# Only syntax that BuildKit and buildah share: no heredocs.
ARG BUILD=docker.io/library/node:24-bookworm-slim
ARG RUNTIME=gcr.io/distroless/nodejs24-debian13:nonroot

FROM ${BUILD} AS build
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build

FROM ${RUNTIME}
ARG VERSION=0.0.0-dev
ARG REVISION=unknown
ARG CREATED=1970-01-01T00:00:00Z
LABEL org.opencontainers.image.title="lifeboat" \
      org.opencontainers.image.description="Backup and restore for Kubernetes: policies in Git, one Job per run, archives in Velero's format" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}" \
      org.opencontainers.image.licenses="Apache-2.0"
# Where distroless, the official image and Chainguard keep Node.
ENV PATH=/nodejs/bin:/usr/local/bin:/usr/bin:/bin NODE_ENV=production
COPY --from=build /src/dist/ /src/bundle/start.cjs /src/bundle/code-cache.cjs /src/bundle/make-code.cjs /src/LICENSE /app/
# Compiled by the very Node that will run it, so that a start need not; the seed makes two builds the same.
USER 0:0
RUN ["node", "--random-seed=1", "/app/make-code.cjs"]
USER 65532:65532
ENTRYPOINT ["node", "/app/start.cjs"]
