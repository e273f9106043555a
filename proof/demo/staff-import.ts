import { tasksAreTakenBy } from '../../domain/access/grants.ts';
import type { ExampleApplication } from '../../examples/format.ts';
import type { PrismaClient } from '../../generated/engine/client.ts';

type Caller = ExampleApplication['caller'] & { readonly specialties?: readonly string[] };

/**
 * Enters those of the callers who take tasks into the staff register; whoever is on it stays as the office has them.
 */
export async function importStaff(prisma: PrismaClient, callers: readonly Caller[], updatedAt: Date): Promise<void> {
  const staff = callers.filter(({ role }) => tasksAreTakenBy(role));
  const data = staff.map(({ subject, role, regions = [], institution = null, specialties = [] }) => ({
    subject,
    roles: [role],
    regions,
    institution,
    specialties: [...specialties],
    updatedAt,
    updatedBy: 'demo',
  }));
  await prisma.staffMember.createMany({ data, skipDuplicates: true });
}

/** What whoever has a token for tasks should know where the register does not know them; undefined = nothing. */
export async function missingEntry(
  prisma: PrismaClient,
  subject: string,
  roles: readonly Caller['role'][],
): Promise<string | undefined> {
  if (!roles.some(tasksAreTakenBy)) return undefined;
  const known = await prisma.staffMember.count({ where: { subject } });
  if (known > 0) return undefined;
  const without = roles.includes('expert')
    ? 'no round asks them to judge'
    : 'they can take tasks, and nobody can give them any';
  return (
    `${subject} is not on the staff register: ${without}. A supervisor enters them by PUT ` +
    `/v1/staff/${subject} (docs/API.md).`
  );
}
