import { z } from 'zod';
import { findingsOf } from './findings.ts';

/** The environment does not configure this process; the message has a line for each wrong variable. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the variables that `schema` names. An empty variable counts as absent. */
export function readConfig<S extends z.ZodObject>(schema: S, environment: Environment): z.output<S> {
  const given = Object.fromEntries(Object.keys(schema.shape).map((name) => [name, environment[name] || undefined]));
  const unfilled = Object.entries(given).flatMap(([name, value]) => {
    const placeholder = placeholderIn(value);
    return placeholder ? [`  ${name}: ${placeholder}`] : [];
  });
  const parsed = schema.safeParse(given);
  if (parsed.success && unfilled.length === 0) return parsed.data;
  const wrongOnes = parsed.success ? [] : findingsOf(parsed.error);
  const lines = wrongOnes.map(({ where, problem, hint }) => {
    const [, variable = ''] = where.split('/');
    const meaning = schema.shape[variable]?.meta()?.description;
    const wrong = given[variable] === undefined ? 'is not set' : `${problem}${hint ? ` — ${hint}` : ''}`;
    return `  ${variable}: ${wrong}${meaning ? ` (${meaning})` : ''}`;
  });
  throw new ConfigError(`Environment variables to set or correct:\n${[...unfilled, ...lines].join('\n')}`);
}

/** What `.env.example` has in the place of a value: whoever reads this repository knows it. */
const placeholders = [
  { has: /change-me/i, because: 'is still that of .env.example; make one: openssl rand -hex 24' },
  { has: /A{43}=/, because: 'is still that of .env.example; make one: openssl rand -base64 32' },
  { has: /(^|[/@.])example\.(com|net|org)([:/?]|$)/i, because: 'still names an example host; name your own' },
] as const;

/** Why a value cannot be meant. */
export function placeholderIn(value: string | undefined): string | undefined {
  return value === undefined ? undefined : placeholders.find(({ has }) => has.test(value))?.because;
}

const key = '[A-Za-z0-9+/]{43}=';

/** A secret key: 32 bytes in base64. */
export const secretKey = z.string().regex(new RegExp(`^${key}$`), 'is not 32 bytes in base64');

/** `keyId:key`, the current one first, older ones after commas. */
export const keyRing = z
  .string()
  .regex(new RegExp(`^[\\w-]+:${key}(,[\\w-]+:${key})*$`), 'is not keyId:base64-of-32-bytes[,older…]');

export const httpUrl = z.url({ protocol: /^https?$/ });
/** To another machine only over TLS. */
export const securedUrl = httpUrl.refine(
  (url) => url.startsWith('https:') || /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])([:/]|$)/.test(url),
  'has to be https, but on this machine',
);

/** With `sslmode=verify-full` over TLS; modes that take any certificate, or none, only look as if. */
export const postgresUrl = z
  .url({ protocol: /^postgres(ql)?$/ })
  .refine(
    (url) => !/[?&]sslmode=(?!verify-full(&|$)|disable(&|$))/.test(url),
    'has an sslmode that verifies nothing; use verify-full, with sslrootcert=FILE for an authority of your own',
  );
export const port = z.coerce.number().int().min(0).max(65_535);
export const logLevel = z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info');
/** A secret that one side sends and the other knows; short ones can be guessed. */
export const sharedSecret = z.string().regex(/^[^\s,]{16,}$/, 'is not 16 characters or more without blanks and commas');

/** The engine's secret: what it sends first, then, while it is changed, the older one that still counts. */
export const serviceToken = z
  .string()
  .regex(/^[^\s,]{16,}(,[^\s,]{16,})?$/, 'is not 16 characters or more without blanks[,older]');

/** Of such a pair the one to send. */
export function currentOf(ring: string): string {
  return ring.split(',', 1)[0]!;
}

const file = z.string().min(1);

/** Where Temporal is, and how it knows us. TLS is on where any of its variables is set, or an API key. */
export const temporalVariables = {
  TEMPORAL_ADDRESS: z.string().min(1).meta({ description: 'host:port of the Temporal server' }),
  TEMPORAL_NAMESPACE: z.string().default('default'),
  TEMPORAL_TLS: z.enum(['on', 'off']).optional().meta({ description: 'on: by the authorities that Node trusts' }),
  TEMPORAL_TLS_CA: file.optional().meta({ description: 'file of the authority that signed the certificate' }),
  TEMPORAL_TLS_CERT: file.optional().meta({ description: 'file of our own certificate; with TEMPORAL_TLS_KEY' }),
  TEMPORAL_TLS_KEY: file.optional().meta({ description: 'file of the key to TEMPORAL_TLS_CERT' }),
  TEMPORAL_TLS_SERVER_NAME: z.string().optional().meta({ description: 'name in the certificate, if not the host' }),
  TEMPORAL_API_KEY: sharedSecret.optional().meta({ description: 'sent with each call, over TLS alone' }),
};

/** What every HTTP process reads. */
export function processVariables(defaultPort: number) {
  return {
    HOST: z.string().default('127.0.0.1'),
    PORT: port.default(defaultPort),
    METRICS_HOST: z.string().default('127.0.0.1'),
    METRICS_PORT: port.optional().meta({ description: 'where /metrics is, and nothing else; absent: nowhere' }),
    LOG_LEVEL: logLevel,
  };
}
