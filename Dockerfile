# syntax=docker/dockerfile:1
# One image for every part; what it runs is its command (docker-compose.yml).

FROM node:24-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN node cli/bootstrap.mjs build && npm prune --omit=dev

FROM node:24-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /build/node_modules node_modules
COPY --from=build /build/dist dist
COPY package.json package.json
COPY locales locales
COPY policies policies
COPY prisma prisma
COPY services/settlement/prisma services/settlement/prisma
COPY services/notification/prisma services/notification/prisma
COPY worker/failure-converter.cjs worker/failure-converter.cjs
COPY platform/documents/pdf-thread.mjs platform/documents/pdf-thread.mjs
RUN mkdir -p /data/documents /data/overlays /data/credentials && chown -R node:node /data
USER node
CMD ["node", "dist/app/main.js"]
