/** What a step expects of rounds 批次 and of what they found on a case, held against what the API says. */
import type { z } from 'zod';
import type { memberDetail, panelView, roundDetail } from '../../api/rounds/shapes.ts';
import { observer } from './cast.ts';
import { below, compared, instantsShown, shownOrNone, type Difference } from './comparing.ts';
import type { Expectation } from './expectation-format.ts';
import { findJudged, findRound, roundIds } from './round-actions.ts';
import type { ExpectedJudged, ExpectedRound } from './round-format.ts';
import { caseId, fullName, type Scene } from './scene.ts';

export async function differencesInRounds(scene: Scene, expected: Expectation): Promise<Difference[]> {
  const { rounds = [], judged = [], noRounds = [], alarms } = expected;
  const found: Difference[][] = [];
  for (const [index, wanted] of rounds.entries()) found.push(below(['rounds', index], await ofRound(scene, wanted)));
  for (const [index, wanted] of judged.entries())
    found.push(below(['judged', index], await ofJudged(scene, caseId(scene, expected.case), wanted)));
  if (noRounds.length > 0)
    found.push(
      unwanted(
        noRounds.map((name) => fullName(name, scene.cast.region)),
        await roundIds(scene),
      ),
    );
  if (alarms) found.push(compared({ alarms }, { alarms: await scene.town.alarms() }));
  return found.flat();
}

function unwanted(ids: readonly string[], opened: readonly string[]): Difference[] {
  return ids
    .filter((id) => opened.includes(id))
    .map((id) => ({ path: ['noRounds'], expected: `no ${id}`, found: opened }));
}

async function ofRound(scene: Scene, { round: name, panel, ...expected }: ExpectedRound): Promise<Difference[]> {
  const id = fullName(name, scene.cast.region);
  const round = await findRound(scene, id);
  if (!round) return [{ path: ['round'], expected: id, found: await roundIds(scene) }];
  const wanted = { ...expected, ...instantsShown(expected) };
  return [...compared(wanted, viewOf(round)), ...(panel ? below(['panel'], await ofPanel(scene, id, panel)) : [])];
}

function viewOf(round: z.infer<typeof roundDetail>) {
  const { kind, state, openedBy, signedBy, publishedAt, figures } = round;
  const at = (instant: string | null) => shownOrNone(instant);
  return {
    kind,
    state,
    openedBy,
    signedBy: signedBy ?? 'none',
    published: publishedAt !== null,
    cutOffAt: at(round.cutOffAt),
    remindAt: at(round.remindAt),
    substituteAt: at(round.substituteAt),
    closesAt: at(round.closesAt),
    decidedAt: at(round.decidedAt),
    members: figures.members,
    ballots: figures.ballots,
    carried: figures.carried,
    decided: figures.decided,
    splits: figures.splits ?? 'none',
  };
}

async function ofPanel(scene: Scene, id: string, expected: NonNullable<ExpectedRound['panel']>): Promise<Difference[]> {
  const { body } = await scene.town.call(observer, 'GET', `/v1/rounds/${id}/panel`);
  const { experts } = body as z.infer<typeof panelView>;
  const found = Object.fromEntries(
    experts.map(({ subject, absent, fallback, load, figures }) => [subject, { absent, fallback, load, ...figures }]),
  );
  return compared(expected, found);
}

async function ofJudged(
  scene: Scene,
  id: string,
  { round, seenBy, ...expected }: ExpectedJudged,
): Promise<Difference[]> {
  const member = await findJudged(scene, id, round, seenBy === undefined ? undefined : scene.cast.callerOf(seenBy));
  if (!member) return [{ path: ['round'], expected: round, found: 'not in this round' }];
  return compared(expected, judgedView(member));
}

function judgedView({
  state,
  outcome,
  carriedBecause,
  reasons,
  judges,
  ballots,
  application,
}: z.infer<typeof memberDetail>) {
  return {
    state,
    outcome: outcome ?? 'none',
    because: carriedBecause ?? 'none',
    reasons: reasons?.map(({ code }) => code) ?? [],
    votes: { approved: count(ballots, 'approved'), notRecognised: count(ballots, 'notRecognised') },
    ballotsOf: ballots.map(({ subject }) => subject),
    judges: judges
      ? Object.fromEntries(judges.map(({ subject, cause, state: called }) => [subject, { cause, state: called }]))
      : 'none',
    papers: papersIn(application).map(({ evidence }) => evidence),
    findings: application.visits.flatMap(({ report }) => (report ? report.findings : [])),
  };
}

function papersIn({ dossier }: z.infer<typeof memberDetail>['application']) {
  return dossier?.criteria.flatMap(({ evidence }) => evidence.flatMap(({ papers }) => papers)) ?? [];
}

function count(ballots: readonly { readonly opinion: string }[], opinion: string): number {
  return ballots.filter((ballot) => ballot.opinion === opinion).length;
}
