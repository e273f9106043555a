/** What a step expects of rounds 批次 and of what they found on a case, held against what the API says. */
import type { z } from 'zod';
import type { memberDetail, panelView, roundDetail } from '../../api/rounds/shapes.ts';
import { observer } from './cast.ts';
import { below, compared, instantsShown, shownOrNone, type Difference } from './comparing.ts';
import type { Expectation } from './format.ts';
import { findJudged, findRound, roundCodes, roundPath } from './round-actions.ts';
import type { ExpectedJudged, ExpectedRound } from './round-format.ts';
import { caseId, type Scene } from './scene.ts';

export async function differencesInRounds(scene: Scene, zone: string, expected: Expectation): Promise<Difference[]> {
  const { rounds = [], judged = [], noRounds = [], alarms } = expected;
  const found: Difference[][] = [];
  for (const [index, wanted] of rounds.entries()) found.push(below(['rounds', index], await ofRound(scene, zone, wanted)));
  for (const [index, wanted] of judged.entries()) found.push(below(['judged', index], await ofJudged(scene, caseId(scene, expected.case), wanted)));
  if (noRounds.length > 0) found.push(unwanted(noRounds, await roundCodes(scene)));
  if (alarms) found.push(compared({ alarms }, { alarms: await scene.town.alarms() }));
  return found.flat();
}

function unwanted(codes: readonly string[], opened: readonly string[]): Difference[] {
  return codes.filter((code) => opened.includes(code)).map((code) => ({ path: ['noRounds'], expected: `no ${code}`, found: opened }));
}

async function ofRound(scene: Scene, zone: string, { round: code, panel, ...expected }: ExpectedRound): Promise<Difference[]> {
  const round = await findRound(scene, code);
  if (!round) return [{ path: ['round'], expected: code, found: await roundCodes(scene) }];
  const wanted = { ...expected, ...instantsShown(expected, zone) };
  return [...compared(wanted, viewOf(round, zone)), ...(panel ? below(['panel'], await ofPanel(scene, code, panel)) : [])];
}

function viewOf(round: z.infer<typeof roundDetail>, zone: string) {
  const { kind, state, openedBy, signedBy, publishedAt, figures } = round;
  const at = (instant: string | null) => shownOrNone(zone, instant);
  return {
    ...{ kind, state, openedBy, signedBy: signedBy ?? 'none', published: publishedAt !== null },
    ...{ cutOffAt: at(round.cutOffAt), remindAt: at(round.remindAt), substituteAt: at(round.substituteAt) },
    ...{ closesAt: at(round.closesAt), decidedAt: at(round.decidedAt) },
    ...{ members: figures.members, ballots: figures.ballots, carried: figures.carried, decided: figures.decided },
    splits: figures.splits ?? 'none',
  };
}

async function ofPanel(scene: Scene, code: string, expected: NonNullable<ExpectedRound['panel']>): Promise<Difference[]> {
  const { body } = await scene.town.call(observer, 'GET', `${roundPath(scene, code)}/panel`);
  const { experts } = body as z.infer<typeof panelView>;
  const found = Object.fromEntries(experts.map(({ subject, absent, fallback, load, figures }) => [subject, { absent, fallback, load, ...figures }]));
  return compared(expected, found);
}

async function ofJudged(scene: Scene, id: string, { round: code, seenBy, ...expected }: ExpectedJudged): Promise<Difference[]> {
  const member = await findJudged(scene, code, id, seenBy === undefined ? observer : scene.cast.callerOf(seenBy));
  if (!member) return [{ path: ['round'], expected: code, found: 'not in this round' }];
  return compared(expected, judgedView(member));
}

function judgedView({ state, outcome, carriedBecause, reasons, judges, ballots, papers, application }: z.infer<typeof memberDetail>) {
  return {
    ...{ state, outcome: outcome ?? 'none', because: carriedBecause ?? 'none' },
    reasons: reasons?.map(({ code }) => code) ?? [],
    votes: { approved: count(ballots, 'approved'), notRecognised: count(ballots, 'notRecognised') },
    ballotsOf: ballots.map(({ subject }) => subject),
    judges: judges ? Object.fromEntries(judges.map(({ subject, cause, state: called }) => [subject, { cause, state: called }])) : 'none',
    papers: papers.map(({ evidence }) => evidence),
    findings: application.visits.flatMap(({ report }) => (report ? report.findings : [])),
  };
}

function count(ballots: readonly { readonly opinion: string }[], opinion: string): number {
  return ballots.filter((ballot) => ballot.opinion === opinion).length;
}
