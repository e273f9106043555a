import type { Caller, Target } from '../../domain/access/access.ts';
import type { Outcome } from '../../domain/case/decision.ts';
import { DomainError } from '../../domain/errors.ts';
import {
  checkPermittedSampledAction,
  type Consequence,
  type Handling,
  type OpinionState,
  permittedSampledActions,
  type SampledAction,
  type SampledState,
} from '../../domain/sampling/check.ts';
import type { Prisma, SampledCase, SamplingDraw } from '../../generated/engine/client.ts';
import { requirePermission } from '../http/authentication.ts';

export const drawKinds = ['monthly', 'extra'] as const;
export const drawStates = ['announced', 'drawn'] as const;
export const decidedByKinds = ['rules', 'person', 'panel'] as const;

/** A draw by its name in paths. */
export interface DrawName {
  readonly region: string;
  readonly code: string;
}

interface DrawCodes {
  readonly kind: (typeof drawKinds)[number];
  readonly state: (typeof drawStates)[number];
}

interface SampledCodes {
  readonly outcome: Outcome;
  readonly decidedBy: (typeof decidedByKinds)[number];
  readonly state: SampledState;
  readonly handling: Handling | null;
  readonly follows: Consequence | null;
}

export const sampledWhole = {
  draw: true,
  opinions: { orderBy: { ordinal: 'asc' } },
  case: { include: { submission: true, messages: { where: { kind: 'appealed' } } } },
} satisfies Prisma.SampledCaseInclude;

export type WholeSampled = ReturnType<
  typeof codedSampled<Prisma.SampledCaseGetPayload<{ include: typeof sampledWhole }>>
>;

export function codedDraw<Row extends SamplingDraw>(row: Row): Omit<Row, keyof DrawCodes> & DrawCodes {
  return row as unknown as Omit<Row, keyof DrawCodes> & DrawCodes;
}

export function codedSampled<Row extends SampledCase>(row: Row): Omit<Row, keyof SampledCodes> & SampledCodes {
  return row as unknown as Omit<Row, keyof SampledCodes> & SampledCodes;
}

export function drawIdOf({ region, code }: DrawName): string {
  return `${region}/${code}`;
}

export function linkTo(drawId: string, caseId?: string): string {
  const draw = `/v1/sampling/draws/${drawId}`;
  return caseId === undefined ? draw : `${draw}/cases/${caseId}`;
}

/** @throws DomainError NOT_FOUND */
export async function findDraw(prisma: Prisma.TransactionClient, name: DrawName) {
  const row = await prisma.samplingDraw.findUnique({ where: { id: drawIdOf(name) } });
  if (row) return codedDraw(row);
  throw new DomainError('NOT_FOUND', `There is no draw ${name.code} in ${name.region}.`, { params: { ...name } });
}

/** @throws DomainError NOT_FOUND */
export async function findSampled(
  prisma: Prisma.TransactionClient,
  name: DrawName,
  caseId: string,
): Promise<WholeSampled> {
  const drawId_caseId = { drawId: drawIdOf(name), caseId };
  const row = await prisma.sampledCase.findUnique({ where: { drawId_caseId }, include: sampledWhole });
  if (row) return codedSampled(row);
  throw new DomainError('NOT_FOUND', `The decision is not in the draw ${name.code}.`, {
    params: { ...name, application: caseId },
  });
}

/** The same with its lock, which calling judges takes too. @throws DomainError NOT_FOUND */
export async function lockSampled(
  prisma: Prisma.TransactionClient,
  name: DrawName,
  caseId: string,
): Promise<WholeSampled> {
  await prisma.$queryRaw`SELECT FROM "SampledCase" WHERE "drawId" = ${drawIdOf(name)} AND "caseId" = ${caseId}::uuid FOR UPDATE`;
  return findSampled(prisma, name, caseId);
}

/** What the caller was asked for; nobody stands in for a judge, who was drawn by name. */
export function askedOf({ opinions }: Pick<WholeSampled, 'opinions'>, { subject }: Caller) {
  const own = opinions.find((opinion) => opinion.subject === subject);
  return own && { ...own, state: own.state as OpinionState, opinion: own.opinion as Outcome | null };
}

/** A judge who was replaced or stood aside has nothing to do with it any more. */
export function targetOf(row: WholeSampled, caller: Caller): Target {
  const asked = askedOf(row, caller);
  const isAsked = asked?.state === 'waiting' || asked?.state === 'given';
  return { region: row.draw.region, assignee: isAsked ? caller.subject : null };
}

export function standingOf({ state, follows, followedAt }: Pick<WholeSampled, 'state' | 'follows' | 'followedAt'>) {
  return { state, follows, followed: followedAt !== null };
}

export function actionsOn(row: WholeSampled, caller: Caller): SampledAction[] {
  const said = askedOf(row, caller)?.state === 'given';
  const actions = permittedSampledActions(standingOf(row), caller, targetOf(row, caller));
  return said ? actions.filter((action) => action !== 'judgeSampled' && action !== 'recuseFromSampled') : actions;
}

/** @throws DomainError NOT_PERMITTED, or STATE_CONFLICT where the check stands otherwise. */
export function requireSampledAction(action: SampledAction, row: WholeSampled, caller: Caller): void {
  requirePermission(action, caller, targetOf(row, caller));
  checkPermittedSampledAction(action, standingOf(row));
}

/** @throws DomainError FOUR_EYES */
export function requireUninvolved(caller: Caller, involved: readonly string[]): void {
  if (!involved.includes(caller.subject)) return;
  throw new DomainError('FOUR_EYES', 'You have had to do with this application: the check is not for you.', {
    params: { subject: caller.subject },
  });
}
