import type { PersonFacts } from '../../services/settlement/contract/facts.ts';
import type { Visit } from './visits.ts';

/** Tells the settlement service what registers say of the patients, as the engine does, before anybody is treated. */
export async function introducePatients(
  visits: Iterable<Visit>,
  { url, serviceToken }: { url: string; serviceToken: string },
): Promise<void> {
  const patients = new Map([...visits].map(({ patient }) => [patient.personRef, patient]));
  const headers = { authorization: `Bearer ${serviceToken}`, 'content-type': 'application/json' };
  for (const { personRef, region, populations } of patients.values()) {
    const facts: PersonFacts = {
      version: 0,
      insurance: [{ type: 'resident', region, from: '2020-01-01' }],
      categories: populations.map((category) => ({ category, from: '2020-01-01' })),
    };
    const path = `${url}/v1/persons/${personRef}/facts`;
    const response = await fetch(path, { method: 'PUT', headers, body: JSON.stringify(facts) });
    if (!response.ok) throw new Error(`${path} was answered ${response.status}`);
  }
}
