import type { Channel } from '../../domain/policy/schema.ts';
import type { Asked, Office } from './office.ts';

/** One kind of visitor, and how many of them came this month. */
export interface Story {
  readonly times: number;
  tell(office: Office): void;
}

export const approved = { stage: 'decided', outcome: 'approved' } as const;
export const awaitingBatch = { stage: 'awaitingBatch' } as const;

/** Something is missing: somebody looks before the application is accepted. */
export function incomplete(...because: string[]) {
  return { stage: 'awaitingAcceptance', because } as const;
}

export function notRecognised(...because: string[]) {
  return { stage: 'decided', outcome: 'notRecognised', because } as const;
}

export function handedOver(...because: string[]) {
  return { stage: 'awaitingOfficer', because } as const;
}

/** How people come, hospitals left out: they bring records of their own. */
export function usualChannel({ random }: Office): Channel {
  return random.pick(['window', 'window', 'window', 'mobile', 'mobile', 'online', 'assisted', 'proxy', 'proactive']);
}

/** A person whose registered records say all that is needed. */
export function recordedCitizen(office: Office, disease: string) {
  const person = office.citizen(disease);
  office.recorded(person, office.hospitals.records(disease, person.sex));
  return person;
}

/** A person without records who comes with what the story gives. */
export function comesWith(note: string, asked: Asked): (office: Office) => void {
  return (office) => {
    office.apply(office.citizen(asked.disease), { note, channel: usualChannel(office), diseases: [asked] });
  };
}
