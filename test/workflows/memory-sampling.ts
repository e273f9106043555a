import type { Called, Invitation, NewDraw, Sampled, SampledRef, Sampling } from '../../store/sampling/port.ts';
import type { Candidate } from '../../domain/sampling/draw.ts';

/** What the sampling check keeps: the port's promises in memory. The draw itself is SQL's. */
export class SamplingInMemory implements Sampling {
  readonly draws = new Map<string, NewDraw & { drawn: boolean }>();
  /** What the next draw finds. */
  decisions: Sampled[] = [];
  readonly sampled = new Map<string, Sampled & { readonly dueAt?: Date | null }>();
  register: Candidate[] = [];
  wronglyRefused: Invitation[] = [];

  async latestMonth(region: string): Promise<string | undefined> {
    return [...this.draws.values()]
      .filter((draw) => draw.region === region)
      .map(({ month }) => month)
      .toSorted()
      .at(-1);
  }

  async announce(draw: NewDraw): Promise<void> {
    const id = `${draw.region}/${draw.month}`;
    if (!this.draws.has(id)) this.draws.set(id, { ...draw, drawn: false });
  }

  async announced(): Promise<string[]> {
    return [...this.draws].filter(([, { drawn }]) => !drawn).map(([id]) => id);
  }

  async draw(drawId: string): Promise<number> {
    const draw = this.draws.get(drawId)!;
    draw.drawn = true;
    const { dueWorkingDays, judges: wanted } = draw;
    const decisions = this.decisions.splice(0).map((decision) => ({ ...decision, drawId, dueWorkingDays, wanted }));
    for (const decision of decisions) this.sampled.set(decision.caseId, decision);
    return decisions.length;
  }

  async wanting(at: Date): Promise<Sampled[]> {
    const known = [...this.sampled.values()].map((one) => this.#at(one, at));
    return known.filter(
      ({ state, asked }) => state === 'drawn' || asked.some((one) => one.state === 'waiting' && one.overdue),
    );
  }

  async call({ caseId }: SampledRef, at: Date, decide: (found: Sampled) => Promise<Called>): Promise<void> {
    const found = this.#at(this.sampled.get(caseId)!, at);
    const { replaced, called, judges, wanted, state, dueAt } = await decide(found);
    const before = found.asked.map((one) =>
      replaced.includes(one.subject) ? { ...one, state: 'replaced' as const } : one,
    );
    const asked = [...before, ...called.map((subject) => ({ subject, state: 'waiting' as const, overdue: false }))];
    const count = called.length === 0 ? found.called : judges.indexOf(called.at(-1)!) + 1;
    this.sampled.set(caseId, { ...found, judges, wanted, state, asked, called: count, dueAt });
  }

  async candidates(): Promise<readonly Candidate[]> {
    return this.register;
  }

  async invitations(): Promise<readonly Invitation[]> {
    return this.wronglyRefused;
  }

  async recordInvited({ caseId }: SampledRef): Promise<void> {
    this.wronglyRefused = this.wronglyRefused.filter((one) => one.caseId !== caseId);
  }

  #at(found: Sampled & { readonly dueAt?: Date | null }, at: Date): Sampled {
    const overdue = Boolean(found.dueAt && found.dueAt <= at);
    return { ...found, asked: found.asked.map((one) => ({ ...one, overdue })) };
  }
}
