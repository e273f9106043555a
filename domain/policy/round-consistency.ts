import { listedDiseases, type Reference } from './reference.ts';
import type { PackFile } from './schema.ts';
import { stated } from './figure.ts';

type MonthlyBatch = NonNullable<PackFile['procedures']['monthlyBatch']>;

/** What the figures of the monthly batch say against each other. */
export function roundMistakes(pack: PackFile): Reference[] {
  const { monthlyBatch } = pack.procedures;
  return monthlyBatch ? [...frequency(monthlyBatch), ...hours(monthlyBatch), ...specialties(pack, monthlyBatch)] : [];
}

/** One round day makes one round a month; an alarm is of use while an extra round still fits in. */
function frequency({ roundsPerMonth, extraRoundWorkingDays, alarmWorkingDaysBefore }: MonthlyBatch): Reference[] {
  const [count = 1, extra, alarm] = [roundsPerMonth, extraRoundWorkingDays, alarmWorkingDaysBefore].map(stated);
  return [
    ...(count > 1 ? [mistake('roundsPerMonth', `${count} rounds on one round day`, 'State 1; open more by hand')] : []),
    ...(extra !== undefined && alarm !== undefined && alarm < extra
      ? [mistake('alarmWorkingDaysBefore', `an extra round takes ${extra} days`, 'Raise the alarm earlier')]
      : []),
  ];
}

/** Cut-off, reminder, replacement, closing: in this order even where no day off lengthens the voting. */
function hours({
  votingWorkingDays,
  closingTime,
  remindHoursBefore,
  substituteHoursBefore,
}: MonthlyBatch): Reference[] {
  const [days, remind, substitute] = [votingWorkingDays, remindHoursBefore, substituteHoursBefore].map(stated);
  const closes = stated(closingTime);
  if (remind === undefined) return [];
  const voting = days === undefined || closes === undefined ? Infinity : (days - 1) * 24 + hoursIn(closes);
  return [
    ...(remind >= voting
      ? [mistake('remindHoursBefore', `a round may last ${voting} hours only`, 'Remind after the cut-off')]
      : []),
    ...(substitute !== undefined && substitute >= remind
      ? [mistake('substituteHoursBefore', `experts are reminded ${remind} hours before`, 'Replace them after that')]
      : []),
  ];
}

function specialties(pack: PackFile, { panel }: MonthlyBatch): Reference[] {
  const listed = new Set(listedDiseases(pack).map(([code]) => code));
  const named = Object.entries(stated(panel)?.specialties ?? {}).flatMap(([specialty, diseases]) =>
    diseases.map((disease, index) => ({ disease, at: ['specialties', specialty, index] })),
  );
  return named.flatMap(({ disease, at }, index) => {
    if (!listed.has(disease)) return mistake('panel', `${disease} is not listed`, 'Name a listed disease', at);
    const repeated = named.findIndex((other) => other.disease === disease) < index;
    return repeated ? mistake('panel', `${disease} has a specialty`, 'One specialty judges a disease', at) : [];
  });
}

function mistake(figure: keyof MonthlyBatch, problem: string, hint: string, within: Reference['at'] = []): Reference {
  return { at: ['procedures', 'monthlyBatch', figure, 'value', ...within], problem, hint };
}

function hoursIn(time: string): number {
  return Number(time.slice(0, 2)) + Number(time.slice(3)) / 60;
}
