import { expect, it } from 'vitest';
import { taskLimits } from '../../app/task-limits.ts';

it('reads a limit for each role, and none where nothing is said', () => {
  expect(taskLimits.parse('handlingOfficer=20/60, hospitalDesk=5/10')).toEqual({
    handlingOfficer: { held: 20, returned: 60 },
    hospitalDesk: { held: 5, returned: 10 },
  });
  for (const none of ['', undefined]) expect(taskLimits.parse(none)).toEqual({});
});

it.each(['handlingOfficer', 'handlingOfficer=20', 'handlingOfficer=0/5', 'nobody=1/1', 'visitTeam=1/1'])(
  '%s is refused, with what to write instead',
  (text) => {
    expect(taskLimits.safeParse(text).error?.issues[0]?.message).toMatch(
      /write role=held\/returned, with one of .*Desk/,
    );
  },
);
