import { DomainError } from '../../domain/errors.ts';
import type { PrismaClient } from '../../generated/notification/client.ts';
import type { Clock } from '../../platform/clock.ts';
import { fingerprint } from '../../platform/fingerprint.ts';
import type { TemplateSentences } from './contract/templates.ts';

export type TemplateVersions = ReturnType<typeof createTemplateVersions>;

/** What a template says, version by version: kept when it is first used, and for good. */
export function createTemplateVersions(prisma: PrismaClient, clock: Clock) {
  /** Once: of two calls at one moment one finds what the other has kept. @throws DomainError IDEMPOTENCY_CONFLICT */
  async function keep(template: string, version: string, sentences: TemplateSentences) {
    const row = { template, version, sentences, since: clock.now() };
    const { count } = await prisma.templateVersion.createMany({ data: [row], skipDuplicates: true });
    const kept = await get(template, version);
    if (fingerprint(kept.sentences) !== fingerprint(sentences)) {
      throw new DomainError('IDEMPOTENCY_CONFLICT', `Version ${version} of ${template} says something else.`, {
        params: { template, version },
      });
    }
    return { fresh: count === 1, ...kept };
  }

  /** @throws DomainError NOT_FOUND */
  async function get(template: string, version: string) {
    const row = await prisma.templateVersion.findUnique({ where: { template_version: { template, version } } });
    if (!row)
      throw new DomainError('NOT_FOUND', `No version ${version} of ${template} was ever used.`, {
        params: { template, version },
      });
    return { version, since: row.since, sentences: row.sentences as TemplateSentences };
  }

  /** Oldest first. */
  async function of(template: string) {
    return prisma.templateVersion.findMany({
      where: { template },
      select: { version: true, since: true },
      orderBy: { since: 'asc' },
    });
  }

  return { keep, get, of };
}
