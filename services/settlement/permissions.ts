import { DomainError } from '../../domain/errors.ts';
import { credentialAuthoriser, digestsOf, type Credential, type Permitted } from '../../platform/http/credentials.ts';
import type { Provider } from '../../platform/provider-credentials.ts';

/**
 * The engine files what was decided and reads what it needs of it; it settles nothing. A provider, be it a hospital or
 * a platform, settles the claims of its institutions and reads those; it files nothing.
 */
export type Caller =
  | { readonly kind: 'engine' }
  | { readonly kind: 'provider'; readonly holder: string; readonly institutions: readonly string[] };

const permitted = {
  registerEntitlement: ['engine'],
  changeEntitlement: ['engine'],
  getEntitlement: ['engine'],
  listEntitlementsInForce: ['engine'],
  isCovered: ['engine', 'provider'],
  getAccumulators: ['engine'],
  previewClaim: ['provider'],
  commitClaim: ['provider'],
  reverseClaim: ['provider'],
  refundClaim: ['provider'],
  correctClaim: ['provider'],
  getClaim: ['engine', 'provider'],
  explainClaim: ['engine', 'provider'],
  printStatement: ['engine', 'provider'],
  tellFacts: ['engine'],
  recordByOffice: ['engine'],
  endOfficeRecord: ['engine'],
  listOutdatedClaims: ['engine', 'provider'],
  findTreatments: ['engine'],
  reportYear: ['engine'],
  reportYearAsWorkbook: ['engine'],
  stateYear: ['engine'],
  askDeposit: ['engine', 'provider'],
  askLongPrescription: ['engine', 'provider'],
  askEnrolment: ['engine', 'provider'],
} as const satisfies Permitted<string, Caller['kind']>;

export type Operation = keyof typeof permitted;

/** @param serviceToken of the engine: `current[,older…]` */
export function createAuthoriser(serviceToken: string, providers: () => readonly Provider[]) {
  const engine: Credential<Caller> = { caller: { kind: 'engine' }, digests: digestsOf(serviceToken) };
  const authorise = credentialAuthoriser<Operation, Caller['kind'], Caller>(
    () => [engine, ...credentialsOf(providers())],
    permitted,
  );
  return (operation: Operation, request: Parameters<typeof authorise>[1]): Caller => {
    const caller = authorise(operation, request);
    // What a path names is looked at before anything is looked up, so the answer is one whatever there is.
    const { institution } = request.params;
    if (typeof institution === 'string') requireOwn(caller, institution);
    return caller;
  };
}

/** Kept for as long as the list is the same one. */
const known = new WeakMap<readonly Provider[], readonly Credential<Caller>[]>();

function credentialsOf(providers: readonly Provider[]): readonly Credential<Caller>[] {
  const credentials =
    known.get(providers) ??
    providers.map(({ holder, institutions, sha256 }) => ({
      caller: { kind: 'provider' as const, holder, institutions },
      digests: sha256.map((digest) => Buffer.from(digest, 'hex')),
    }));
  known.set(providers, credentials);
  return credentials;
}

/** A provider speaks for its own institutions. The refusal is the same whether the other has such a claim or not. */
export function requireOwn(caller: Caller, institution: string): void {
  if (isOwn(caller, institution)) return;
  throw new DomainError('NOT_PERMITTED', 'This credential is not one of that institution.');
}

export function isOwn(caller: Caller, institution: string): boolean {
  return caller.kind === 'engine' || caller.institutions.includes(institution);
}
