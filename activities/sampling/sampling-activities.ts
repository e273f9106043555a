import type { PlainDate } from '../../domain/plain-date.ts';
import { stated } from '../../domain/policy/figure.ts';
import type { Policy } from '../../domain/policy/schema.ts';
import { callsFor, conclusion } from '../../domain/sampling/check.ts';
import { drawJudges, monthDrawn, monthsDue, opinionDue, specialtyFor } from '../../domain/sampling/draw.ts';
import type { WorkingCalendar } from '../../domain/deadlines/working-days.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import type { Called, Invitation, NewDraw, Sampled, SampledRef, Sampling } from '../../store/sampling/port.ts';
import type { PublishedPolicies } from '../../store/policies/published-policies.ts';

interface Dependencies {
  sampling: Sampling;
  inForce: PublishedPolicies;
  policies: PolicyStore;
  calendar: WorkingCalendar;
}

/** Where to read on; no `next` after the last page. */
export interface SamplingPage {
  readonly called: number;
  readonly next?: SampledRef;
}

export type SamplingActivities = ReturnType<typeof createSamplingActivities>;

const pageSize = 25;

/** 抽查复核. `at` is an ISO instant of workflow time. */
export function createSamplingActivities({ sampling, inForce, policies, calendar }: Dependencies) {
  return {
    /**
     * Key: region and month. Returns every draw that has no cases yet, those that were asked for by hand among them.
     */
    async openDraws({ today, at }: { today: PlainDate; at: string }): Promise<readonly string[]> {
      for (const { policy } of inForce.all(today)) {
        const figures = figuresOf(policy);
        if (!figures) continue;
        const months = monthsDue(await sampling.latestMonth(figures.region), monthDrawn(today));
        for (const month of months) await sampling.announce({ ...figures, month }, new Date(at));
      }
      return sampling.announced();
    },

    /** Key: the draw, which has cases afterwards. */
    async drawCases({ drawId, at }: { drawId: string; at: string }): Promise<{ drawn: number }> {
      return { drawn: await sampling.draw(drawId, new Date(at)) };
    },

    /** Each decision is taken under its lock, as it then stands: calling twice calls nobody twice. */
    async callJudges({ after, at }: { after?: SampledRef; at: string }): Promise<SamplingPage> {
      const now = new Date(at);
      const page = await sampling.wanting(now, after, pageSize);
      for (const ref of page) await sampling.call(ref, now, (decision) => callsOf(decision, now));
      const last = page.at(-1);
      return last && page.length === pageSize ? { called: page.length, next: last } : { called: page.length };
    },

    async findInvitations(): Promise<readonly Invitation[]> {
      return sampling.invitations(pageSize);
    },

    async recordInvited({ drawId, caseId, at }: SampledRef & { at: string }): Promise<void> {
      await sampling.recordInvited({ drawId, caseId }, new Date(at));
    },
  };

  async function callsOf(decision: Sampled, now: Date): Promise<Called> {
    const policy = await policies.get(decision.policyVersionId);
    const judges = decision.state === 'drawn' ? await judgesOf(decision, policy, now) : decision.judges;
    const calls = callsFor({ ...decision, judges, barred: decision.involved });
    const state = conclusion(decision.outcome, calls.wanted, decision.opinions) ?? 'judging';
    return { judges, ...calls, state, dueAt: opinionDue(calendar, now, decision.dueWorkingDays) };
  }

  async function judgesOf(
    { seed, caseId, disease, institution, involved, region, wanted }: Sampled,
    policy: Policy,
    now: Date,
  ): Promise<string[]> {
    const decided = { caseId, specialty: specialtyFor(policy, disease), institution, involved };
    return drawJudges(seed, decided, await sampling.candidates(region, now), wanted);
  }
}

/** Undefined where the region does not say what share is looked at again, or by how many. */
function figuresOf({ region, sampling }: Policy): Omit<NewDraw, 'month'> | undefined {
  const percent = stated(sampling?.percent);
  const judges = stated(sampling?.judges);
  if (!percent || !judges) return undefined;
  return { region: region.code, percent, judges, dueWorkingDays: stated(sampling?.dueWorkingDays) ?? null };
}
