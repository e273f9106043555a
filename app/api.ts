import { createApi } from '../api/http/app.ts';
import { createAuthoriser, type IdentityClaims } from '../api/http/authentication.ts';
import { codecEndpoint } from '../api/http/codec-endpoint.ts';
import { createCodecWitness } from '../api/reads/codec-witness.ts';
import { createWitness } from '../api/reads/witness.ts';
import { runFactsLane } from '../api/settlement/facts-lane.ts';
import { runOutbox } from '../api/temporal/outbox.ts';
import { createRoundStarter } from '../api/temporal/round-starter.ts';
import { encryptingCodec } from '../platform/payload-codec.ts';
import { createFactsToTell } from '../store/registers/facts-to-tell.ts';
import { lookupId } from '../platform/sealing.ts';
import { openApiParts } from './api-parts.ts';
import { capabilities } from './capabilities/index.ts';
import type { AppConfig } from './config.ts';
import type { Parts } from './parts.ts';

interface Options {
  readonly checkReplies: boolean;
  readonly outboxEveryMs: number;
}

/** The API with what runs beside it; `closers` end them in order, after the last request. */
export async function composeApi(config: AppConfig, parts: Parts, { checkReplies, outboxEveryMs }: Options) {
  const { temporal } = parts;
  const shared = await openApiParts(config, parts);
  const { OIDC_ISSUER: issuer, OIDC_AUDIENCE: audience, OIDC_JWKS: jwks, OIDC_LONGEST_HOURS: longestHours } = config;
  const authorise = await createAuthoriser(
    { issuer, audience, jwks, longestHours, identity: identityClaims(config), log: parts.log },
    shared.absences.presenceOf,
  );
  const outbox = runOutbox({
    ...shared,
    rounds: createRoundStarter(temporal.client),
    lookEveryMs: outboxEveryMs,
    reachTemporal: temporal.ping,
  });
  const facts = runFactsLane({
    ...shared,
    toTell: createFactsToTell(parts),
    lookEveryMs: outboxEveryMs,
  });
  const routes = capabilities.flatMap((capability) => capability.routes?.(shared) ?? []);
  const witness = createWitness(routes, { ...shared, reads: shared.personalReads });
  const { CODEC_TOKEN: token, TEMPORAL_UI_URL: ui } = config;
  const codec =
    token && ui
      ? codecEndpoint({
          codec: encryptingCodec(config.PAYLOAD_KEYS),
          token,
          uiOrigin: new URL(ui).origin,
          witness: createCodecWitness({ ...shared, reads: shared.personalReads }),
        })
      : undefined;
  return {
    app: createApi({
      ...parts,
      authorise,
      routes,
      witness,
      checkReplies,
      extend: (app) => void (codec && app.use(codec)),
    }),
    closers: [outbox.stop, facts.stop, shared.close],
  };
}

function identityClaims({ LOOKUP_KEY, ...config }: AppConfig): IdentityClaims {
  return {
    number: config.OIDC_IDENTITY_CLAIM,
    name: config.OIDC_NAME_CLAIM,
    level: config.OIDC_LEVEL_CLAIM,
    accepted: config.OIDC_IDENTITY_LEVELS,
    personOf: (idNumber) => lookupId(LOOKUP_KEY, idNumber),
  };
}
