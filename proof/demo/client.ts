import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { request } from 'undici';
import type { z } from 'zod';
import type { receiptShape } from '../../api/cases/shapes.ts';
import type { ExampleApplication } from '../../examples/format.ts';
import { issueToken, type TokenClaims } from '../../stack/issuer.ts';

export type Receipt = z.infer<typeof receiptShape>;
type Caller = ExampleApplication['caller'];

export type Answer =
  | { readonly kind: 'receipt'; readonly receipt: Receipt; readonly milliseconds: number }
  | { readonly kind: 'refused'; readonly code: string; readonly detail: string };

export type DemoClient = ReturnType<typeof createClient>;

interface Options {
  api: string;
  /** The embedded stack whose issuer gives the tokens. */
  home: string;
  /** Folder of the papers. */
  documents: string;
  /** Ids of papers that an earlier demo uploaded, by `paperKey`: the same body again has to name the same ones. */
  uploaded: ReadonlyMap<string, string>;
  /** How long a submission waits for its decision, at most. */
  waitSeconds?: number;
}

interface Sent {
  method?: 'GET' | 'POST' | 'PUT';
  headers?: Record<string, string>;
  body?: string | Buffer;
  signal?: AbortSignal;
  /** Whom the caller's token has verified. */
  person?: Person;
}

type Person = NonNullable<TokenClaims['person']>;

/** Whoever applies for themselves has signed in as who they are. */
export function personIn({ caller, submission: { applicant } }: ExampleApplication): Person | undefined {
  const { idNumber, name } = applicant;
  return caller.role === 'applicant' && typeof name === 'string' ? { idNumber, name } : undefined;
}

const mediaTypes: Readonly<Record<string, string>> = {
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
};

export function paperKey(subject: string, sha256: string): string {
  return `${subject} ${sha256}`;
}

export function createClient({ api, home, documents, uploaded, waitSeconds = 5 }: Options) {
  const tokens = new Map<string, Promise<string>>();
  const uploads = new Map<string, Promise<string>>();

  function tokenOf(caller: Caller, person?: Person): Promise<string> {
    const { subject, role, regions = [], institution } = caller;
    const name = JSON.stringify({ ...caller, person });
    const claims = { subject, roles: [role], regions, ...(institution && { institution }), ...(person && { person }) };
    const token = tokens.get(name) ?? issueToken(home, claims);
    tokens.set(name, token);
    return token;
  }

  async function call(caller: Caller, path: string, { headers = {}, person, ...sent }: Sent = {}) {
    const authorization = `Bearer ${await tokenOf(caller, person)}`;
    const { statusCode, body } = await request(api + path, { ...sent, headers: { authorization, ...headers } });
    return { status: statusCode, body: await body.json() };
  }

  /** Once a caller and file, so that the next demo finds one id and names it again. */
  function uploadedId(caller: Caller, file: string): Promise<string> {
    const bytes = readFileSync(join(documents, file));
    const key = paperKey(caller.subject, createHash('sha256').update(bytes).digest('hex'));
    const before = uploaded.get(key);
    const id = before ? Promise.resolve(before) : (uploads.get(key) ?? upload(caller, file, bytes));
    uploads.set(key, id);
    return id;
  }

  async function upload(caller: Caller, file: string, bytes: Buffer<ArrayBuffer>): Promise<string> {
    const headers = { 'content-type': mediaTypes[extname(file)]! };
    const { status, body } = await call(caller, '/v1/documents', { method: 'POST', headers, body: bytes });
    if (status !== 201) throw new Error(`Uploading ${file} was answered ${status}: ${JSON.stringify(body)}`);
    return (body as { id: string }).id;
  }

  /** The submission with its papers' ids put in. */
  async function withPapers({ caller, submission, documents: papers }: ExampleApplication): Promise<object> {
    if (papers.length === 0) return submission;
    const ids = new Map<string, string>();
    for (const { file } of papers) ids.set(file, await uploadedId(caller, file));
    const diseases = submission.diseases.map((asked, index) => {
      const own = papers.filter(({ disease }) => disease === index);
      return { ...asked, documents: own.map(({ evidence, file }) => ({ evidence, documentId: ids.get(file)! })) };
    });
    return { ...submission, diseases };
  }

  return {
    call,
    /** Uploads what belongs to it and submits; waits for the decision as long as the API lets one. */
    async submit(line: ExampleApplication): Promise<Answer> {
      const body = JSON.stringify(await withPapers(line));
      const headers = {
        'content-type': 'application/json',
        'idempotency-key': line.key,
        prefer: `wait=${waitSeconds}`,
      };
      const began = performance.now();
      const person = personIn(line);
      const answer = await call(line.caller, '/v1/applications', {
        method: 'POST',
        headers,
        body,
        ...(person && { person }),
      });
      const milliseconds = performance.now() - began;
      if (answer.status < 300) return { kind: 'receipt', receipt: answer.body as Receipt, milliseconds };
      const { code = String(answer.status), detail = '' } = answer.body as { code?: string; detail?: string };
      return { kind: 'refused', code, detail };
    },
  };
}
