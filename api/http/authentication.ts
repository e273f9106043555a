import { readFile } from 'node:fs/promises';
import type { Request } from 'express';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  jwtVerify,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
} from 'jose';
import { z } from 'zod';
import {
  permits,
  reaches,
  whyNothing,
  type AccessRefusal,
  type Absentee,
  type Caller,
  type Target,
  type VerifiedIdentity,
} from '../../domain/access/access.ts';
import { departments } from '../../domain/access/departments.ts';
import { tasksAreTakenBy, type Operation } from '../../domain/access/grants.ts';
import { DomainError } from '../../domain/errors.ts';
import { identityNumber } from '../../domain/identity-number.ts';
import type { Logger } from '../../platform/log.ts';
import { algorithms, createRoleFilter, whyNoAccessToken } from './access-token.ts';
import { refusalWords } from './refusal-words.ts';
import { VerifiedTokens, type Verified } from './verified-tokens.ts';

const claims = z.object({
  sub: z.string().min(1),
  roles: z.array(z.string()),
  regions: z.union([z.literal('*'), z.array(z.string())]).default([]),
  institution: z.string().optional(),
  department: z.enum(departments).optional(),
});

/** By which claims a token says who its bearer is, and from which level on that counts. */
export interface IdentityClaims {
  readonly number: string;
  readonly name: string;
  readonly level: string;
  /** None = no token of this issuer proves who somebody is. */
  readonly accepted: readonly string[];
  /** The keyed hash of an identity number. */
  readonly personOf: (idNumber: string) => string;
}

export interface IssuerOptions {
  issuer: string;
  audience: string;
  /** File or URL of the key set; where there is none, the issuer's own discovery names it. */
  jwks?: string | undefined;
  /** For so long at most a token is valid. */
  longestHours: number;
  log: Pick<Logger, 'warn'>;
  identity: IdentityClaims;
}

/** What the staff register says of somebody today: whether they work here still, and for whom they stand in where. */
export type PresenceOf = (subject: string) => Promise<{
  readonly isInactive: boolean;
  readonly standsInFor: readonly Absentee[];
}>;

/**
 * What nobody does for a colleague; and an answer, whose task says first whether it is a colleague's. Of those who take
 * or answer a task, the statement that writes it asks the staff register (store/staff/standing.ts).
 */
const forOneself: readonly Operation[] = [
  'submitApplication',
  'uploadDocument',
  'takeNext',
  'claimTask',
  'completeTask',
];

/** Reads the caller from a bearer JWT, and refuses whom no role permits the operation at all. */
export async function createAuthoriser(options: IssuerOptions, presenceOf: PresenceOf) {
  const keys = await keysOf(options);
  const { issuer, audience, longestHours } = options;
  const knownRoles = createRoleFilter(options.log);
  const verified = new VerifiedTokens();

  return async function authorise(
    operation: Operation,
    request: Request,
    known: (caller: Caller) => void = () => undefined,
  ): Promise<Caller> {
    const caller = await verified.callerOf(bearerToken(request), verify);
    known(caller);
    if (reaches(operation, caller).length === 0) throw notPermitted(operation, whyNothing(operation, caller));
    const alone = forOneself.includes(operation) || !caller.roles.some(tasksAreTakenBy);
    if (alone) return caller;
    const { isInactive, standsInFor } = await presenceOf(caller.subject);
    if (isInactive) throw notPermitted(operation, 'inactive');
    return { ...caller, standsInFor };
  };

  async function verify(token: string): Promise<Verified> {
    const required = { issuer, audience, algorithms, requiredClaims: ['exp', 'iat'] };
    const { payload, protectedHeader } = await jwtVerify(token, keys, required).catch(refuseToken);
    const longest = { now: Date.now(), longestSeconds: longestHours * 3_600 };
    const why = whyNoAccessToken(protectedHeader, payload, longest);
    if (why) throw notAuthenticated(`The token is not one for this API: ${why}.`);
    const { data } = claims.safeParse(payload);
    if (!data) throw notAuthenticated('The token needs the claims sub, roles and regions.');
    const { sub: subject, roles: held, regions, institution, department } = data;
    const identity = identityIn(payload, options.identity);
    const caller = {
      subject,
      roles: knownRoles(held),
      regions,
      ...(institution && { institution }),
      ...(department && { department }),
      ...(identity && { identity }),
    };
    return { caller, expires: payload.exp! * 1_000 };
  }
}

/** Nobody, where the level is not one that counts, or the claims are no person's. */
function identityIn(payload: JWTPayload, by: IdentityClaims): VerifiedIdentity | undefined {
  const { [by.number]: number, [by.name]: name, [by.level]: level } = payload;
  if (typeof level !== 'string' || !by.accepted.includes(level)) return undefined;
  const { data: idNumber } = identityNumber.safeParse(number);
  if (idNumber === undefined || typeof name !== 'string') return undefined;
  return { personId: by.personOf(idNumber), name };
}

/** @throws DomainError NOT_PERMITTED saying what is missing. */
export function requirePermission(operation: Operation, caller: Caller, target: Target): void {
  const permission = permits(operation, caller, target);
  if (!permission.permitted) throw notPermitted(operation, permission.reason);
}

export function notPermitted(operation: Operation, reason: AccessRefusal): DomainError {
  return new DomainError('NOT_PERMITTED', `You may not ${operation} here: ${reason}.`, {
    params: { operation, reason },
    words: refusalWords(operation, reason),
  });
}

function notAuthenticated(message: string): DomainError {
  return new DomainError('NOT_AUTHENTICATED', message);
}

function bearerToken({ headers }: Request): string {
  const [, token] = /^Bearer (\S+)$/.exec(headers.authorization ?? '') ?? [];
  if (!token) throw notAuthenticated('Send a bearer token in the Authorization header.');
  return token;
}

function refuseToken(error: unknown): never {
  if (error instanceof errors.JWTExpired) throw notAuthenticated('The token has expired.');
  if (error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout))
    throw notAuthenticated('The token does not verify.');
  throw new DomainError('DEPENDENCY_UNAVAILABLE', 'The token issuer does not answer.', {
    params: { dependency: 'issuer' },
    cause: error,
  });
}

async function keysOf({ issuer, jwks }: IssuerOptions): Promise<JWTVerifyGetKey> {
  if (jwks === undefined) return createRemoteJWKSet(new URL(await discoverKeySet(issuer)));
  if (URL.canParse(jwks)) return createRemoteJWKSet(new URL(jwks));
  return createLocalJWKSet(JSON.parse(await readFile(jwks, 'utf8')) as JSONWebKeySet);
}

async function discoverKeySet(issuer: string): Promise<string> {
  const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
  const configuration = z.object({ jwks_uri: z.url() }).parse(await response.json());
  return configuration.jwks_uri;
}
