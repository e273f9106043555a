/** Whether every message of a case came to an end on its way, and to its provider as often as its attempts explain. */
import type { CaseBooks, DeliveryBooks } from './books.ts';

export function deliveryDiscrepancies({ accepted, deliveries }: Pick<CaseBooks, 'accepted' | 'deliveries'>): string[] {
  return accepted.flatMap((key) => {
    const own = deliveries.filter((delivery) => delivery.key === key);
    if (own.length === 0) return [`message ${key} is brought by no channel`];
    const wrong = own.flatMap((delivery) => [...ofEnd(delivery, own), ...ofArrivals(delivery)]);
    return wrong.map((what) => `message ${key} ${what}`);
  });
}

const onItsWay: readonly string[] = ['sent', 'delivered'];

function ofEnd({ channel, state, rank, isDue }: DeliveryBooks, all: readonly DeliveryBooks[]): string[] {
  if (state === 'waiting') {
    const isNeeded = !all.some((other) => other.rank < rank && onItsWay.includes(other.state));
    return isNeeded ? [`waits to be brought by ${channel}, and no other channel has it`] : [];
  }
  return isDue || state === 'pending' ? [`is still ${state} by ${channel}`] : [];
}

/** Once, and once more at most for each attempt whose end nobody knows. */
function ofArrivals({ channel, state, uncertain, arrivals }: DeliveryBooks): string[] {
  const hasProvider = channel === 'sms' || channel === 'email';
  if (!hasProvider || !onItsWay.includes(state)) return [];
  const isExplained = arrivals >= 1 && arrivals <= 1 + uncertain;
  if (isExplained) return [];
  return [`came ${arrivals} times to the provider by ${channel}, ${uncertain} attempts are uncertain`];
}
