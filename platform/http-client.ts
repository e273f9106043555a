import { Pool } from 'undici';
import type { z } from 'zod';
import { DomainError, errorCodes, type ErrorCode, type Finding } from '../domain/errors.ts';

type Method = 'GET' | 'PUT' | 'POST' | 'DELETE';

export interface JsonClient {
  /** The other side's 4xx comes as the DomainError that it reported; anything else as `DEPENDENCY_UNAVAILABLE`. */
  request<T>(method: Method, path: string, answer: z.ZodType<T>, body?: unknown): Promise<T>;
  /** Bytes as they are; what is refused, as by `request`. */
  download(path: string, headers?: Readonly<Record<string, string>>): Promise<Buffer>;
  /** Whether the other side answers on /health. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** What may be sent as a request of this shape; nobody changes it on its way. */
export type RequestOf<Shape extends z.ZodType> = Unchanged<z.input<Shape>>;
type Unchanged<T> = T extends object ? { readonly [Key in keyof T]: Unchanged<T[Key]> } : T;

interface JsonClientOptions {
  /** Name of the other side in errors. */
  dependency: string;
  baseUrl: string;
  token: string;
  timeoutMs?: number;
  connections?: number;
}

interface Problem {
  code?: string;
  detail?: string;
  errors?: Finding[];
  params?: Record<string, unknown>;
}

const known = new Set<string>(errorCodes);
/** Refusals of this process rather than of the request: waiting or mending the configuration helps. */
const ours = new Set([401, 403, 408, 429]);

/** A JSON client with a keep-alive pool to one origin. */
export function createJsonClient(options: JsonClientOptions): JsonClient {
  const { dependency, baseUrl, token, timeoutMs = 5_000, connections = 32 } = options;
  const { origin, pathname } = new URL(baseUrl);
  const prefix = pathname.replace(/\/$/, '');
  const pool = new Pool(origin, { connections, headersTimeout: timeoutMs, bodyTimeout: timeoutMs });
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json', 'content-type': 'application/json' };

  function unavailable(reason: string, cause?: unknown): DomainError {
    return new DomainError('DEPENDENCY_UNAVAILABLE', `The ${dependency} ${reason}.`, { params: { dependency }, cause });
  }

  async function exchange(method: Method, path: string, body?: string, more: Readonly<Record<string, string>> = {}) {
    try {
      const signal = AbortSignal.timeout(timeoutMs);
      const response = await pool.request({
        method,
        path: prefix + path,
        headers: { ...headers, ...more },
        body: body ?? null,
        signal,
      });
      return { status: response.statusCode, bytes: Buffer.from(await response.body.arrayBuffer()) };
    } catch (cause) {
      throw unavailable('did not answer', cause);
    }
  }

  function refusal(status: number, answer: unknown): DomainError {
    const { code, detail = '', errors = [], params = {} } = (answer ?? {}) as Problem;
    if (status >= 500 || ours.has(status) || !code || !known.has(code)) return unavailable(`answered ${status}`);
    return new DomainError(code as ErrorCode, detail, { params, findings: errors });
  }

  return {
    async request(method, path, answer, body) {
      const { status, bytes } = await exchange(method, path, body === undefined ? undefined : JSON.stringify(body));
      const content = parseJson(bytes.toString());
      if (status >= 300) throw refusal(status, content);
      const parsed = readAs(answer, content);
      if (!parsed.success) throw unavailable('answered in an unexpected shape', parsed.error);
      return parsed.data;
    },
    async download(path, more) {
      const { status, bytes } = await exchange('GET', path, undefined, more);
      if (status >= 300) throw refusal(status, parseJson(bytes.toString()));
      return bytes;
    },
    async ping() {
      const { status } = await exchange('GET', '/health');
      if (status !== 200) throw unavailable(`answered ${status}`);
    },
    close: () => pool.close(),
  };
}

/** What an other side of a later version says beyond the contract is left out: both need not change at one moment. */
function readAs<T>(answer: z.ZodType<T>, content: unknown) {
  const parsed = answer.safeParse(content);
  const beyond = parsed.error?.issues.filter((issue) => issue.code === 'unrecognized_keys') ?? [];
  if (beyond.length === 0) return parsed;
  for (const { path, keys } of beyond) {
    const holder = path.reduce<any>((inside, step) => inside[step], content);
    for (const key of keys) delete holder[key];
  }
  return answer.safeParse(content);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
