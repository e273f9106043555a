import { randomUUID } from 'node:crypto';
import { conformance } from '../contract/conformance.ts';
import type { Witnessed } from './witnessed.ts';
import type { Bearer, Issuer } from './tokens.ts';

export interface Answer {
  status: number;
  body: any;
  text: string;
  headers: Headers;
}

type Call = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;

export interface App {
  url: string;
  /**
   * Calls as this caller; every answer is held against the OpenAPI document and the record of reads. An applicant of whom the test says no more
   * is verified as the person about whom they applied.
   */
  as(caller: Bearer): Call;
  /**
   * Submits under a key of its own unless given; waits until the case is decided or waits for people. A desk has the
   * person before it unless the body says otherwise: `presence: undefined`.
   */
  submit(caller: Bearer, body: object, headers?: Record<string, string>): Promise<Answer>;
  close(): Promise<void>;
}

/** An API as callers with tokens of this issuer have it. */
export async function callable(
  url: string,
  tokens: Issuer,
  witnessed: Witnessed,
  close: () => Promise<void>,
): Promise<App> {
  const conforms = await conformance(url);
  const as =
    (caller: Bearer): Call =>
    async (method, path, body, headers = {}) => {
      const bearer = { ...caller, person: caller.person === undefined ? personOf(caller, path, body) : caller.person };
      const authorization = `Bearer ${await tokens.tokenOf(bearer)}`;
      const content =
        body === undefined || typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
      const response = await fetch(url + path, {
        method,
        headers: { authorization, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
        ...(content !== undefined && { body: content as string }),
      });
      const text = await response.text();
      const json = response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : undefined;
      const { pathname } = new URL(url + path);
      conforms(method, pathname, response, json);
      await witnessed(pathname, response, json);
      if (method === 'POST' && path === '/v1/applications' && response.ok) remember(caller, body, json);
      return { status: response.status, body: json, text, headers: response.headers };
    };
  return {
    url,
    as,
    close,
    submit(caller, body, headers = {}) {
      return as(caller)('POST', '/v1/applications', atDesk(caller) ? { presence, ...body } : body, {
        'idempotency-key': randomUUID(),
        prefer: 'wait=20',
        ...headers,
      });
    },
  };
}

const presence = { proof: 'electronicCredential' };

function atDesk({ roles }: Bearer): boolean {
  return roles.some((role) => ['hospitalDesk', 'handlingOfficer', 'externalSystem'].includes(role));
}

type Person = NonNullable<Bearer['person']>;

/** By subject and case, for applicants who are nobody else. */
const appliedAbout = new Map<string, Person>();

function personOf({ subject, roles }: Bearer, path: string, body: unknown): Person | null {
  if (roles.join() !== 'applicant') return null;
  const [, caseId = ''] = /^\/v1\/applications\/([\da-f-]{36})/.exec(path) ?? [];
  if (path === '/v1/applications') return applicantIn(body) ?? null;
  return appliedAbout.get(`${subject}/${caseId}`) ?? null;
}

function remember({ subject }: Bearer, body: unknown, receipt: { applications: { id: string }[] }): void {
  const person = applicantIn(body);
  if (person) for (const { id } of receipt.applications) appliedAbout.set(`${subject}/${id}`, person);
}

function applicantIn(body: unknown): Person | undefined {
  const applicant = (body as { applicant?: Person } | undefined)?.applicant;
  return typeof applicant?.idNumber === 'string' ? applicant : undefined;
}
