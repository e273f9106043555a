/** What the sampling check 抽查复核 is told with. */
import { localDay } from '../../../domain/time-zone.ts';
import { drawRecords } from '../../../store/sampling/draws.ts';
import type { Applied, Office } from '../office.ts';
import { doubtful, refusal, rizhao } from '../stories.ts';

const region = rizhao.region.code;

/** Refused by the officer. */
export async function refused(office: Office): Promise<Applied> {
  const application = await office.apply(doubtful);
  await application.answer(refusal(await application.task()));
  await application.ended();
  return application;
}

/** An extra draw has found the refusal wrong, and a supervisor has it corrected. */
export async function foundWrong({ prisma, sealer, now }: Office, { caseId, record }: Applied): Promise<void> {
  const at = await now();
  const month = localDay(at).slice(0, 7);
  const figures = { percent: 100, judges: 2, dueWorkingDays: null, seed: 'seed-1' };
  const opened = { openedAt: at, openedBy: 'supervisor-1' };
  const asked = { idempotencyKey: 'draw-1', reasonSealed: sealer.seal('示例：全部复核') };
  const { draw } = await drawRecords(prisma).openExtra({ region, month, ...figures, ...opened, ...asked });
  const drawId = draw.id;
  await prisma.samplingDraw.update({ where: { id: drawId }, data: { state: 'drawn', drawnAt: at } });
  const { decision } = await record();
  const { outcome, decidedAt } = decision!;
  const decided = { outcome, decidedAt, decidedBy: 'person', deciders: ['officer-1'], wanted: 2 };
  const handled = { state: 'handled', handling: 'toBeCorrected', follows: 'appealInvited', handledBy: 'supervisor-1' };
  await prisma.sampledCase.create({ data: { drawId, caseId, ...decided, ...handled, handledAt: at } });
}
