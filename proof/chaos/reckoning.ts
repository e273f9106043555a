/**
 * Whether the books of a case that is over agree: one decision, one filing, one message for each event, nothing left.
 */
import { endings } from '../../domain/case/stage.ts';
import { taskKindsBeside } from '../../domain/tasks/kinds.ts';
import { firstBroken } from '../../store/subjects/audit-chain.ts';
import { applicationWorkflowId } from '../../workflows/ids.ts';
import type { CaseBooks } from './books.ts';
import { deliveryDiscrepancies } from './delivery-reckoning.ts';
import { differences } from './differences.ts';

/** What does not add up, a sentence each; none when all is well. */
export function discrepancies(books: CaseBooks): string[] {
  return [...ofTheRecord(books), ...ofFilings(books), ...ofMessages(books), ...ofWorkflows(books), ...leftOver(books)];
}

const concludes: readonly string[] = ['decided', ...endings];

interface Concluded {
  readonly opening: number;
  readonly outcome?: string;
}

function conclusionsIn({ chain }: CaseBooks): Concluded[] {
  const entries = chain.filter(({ action }) => concludes.includes(action));
  return entries.map(({ effect, data }) => ({ ...data, opening: Number(effect.split(':')[1]) }));
}

function approvedIn(books: CaseBooks): number[] {
  return conclusionsIn(books).flatMap(({ opening, outcome }) => (outcome === 'approved' ? [opening] : []));
}

function openingsOf({ opening }: CaseBooks): number[] {
  return Array.from({ length: opening + 1 }, (_, ordinal) => ordinal);
}

function ofTheRecord(books: CaseBooks): string[] {
  const broken = firstBroken(books.chain);
  const concluded = conclusionsIn(books).map(({ opening }) => opening);
  return [
    ...(broken === undefined ? [] : [`its audit chain is broken at ${broken}`]),
    ...(books.stage === 'closed' || books.stage === 'ended' ? [] : [`it stands in ${books.stage}`]),
    ...differences('conclusion of opening', openingsOf(books), concluded),
  ];
}

function ofFilings(books: CaseBooks): string[] {
  const approved = approvedIn(books);
  const keys = approved.map((opening) => `${books.id}:file:${opening}`);
  const { filingNumber, entitlements, procedure } = books;
  const unknown = entitlements.filter((entitlement) => entitlement.filingNumber !== filingNumber);
  return [
    ...differences('filing of opening', approved, ordinalsOf('file', books)),
    ...differences('handbook of opening', procedure === 'reviewChain' ? approved : [], ordinalsOf('handbook', books)),
    ...differences(
      'entitlement',
      keys,
      entitlements.map(({ key }) => key),
    ),
    ...unknown.map((other) => `entitlement ${other.filingNumber} is not the one that the case has, ${filingNumber}`),
  ];
}

/** Openings in which this step was done. */
function ordinalsOf(step: string, { chain }: CaseBooks): number[] {
  return chain.flatMap(({ effect }) => (effect.startsWith(`${step}:`) ? [Number(effect.slice(step.length + 1))] : []));
}

function ofMessages(books: CaseBooks): string[] {
  const recipients = books.hasAgent ? ['patient', 'agent'] : ['patient'];
  const steps = stepsToTell(books).map((step) => `${books.id}:notify:${step}`);
  const keys = steps.flatMap((step) => recipients.map((recipient) => `${step}:${recipient}`));
  const isToTell = (key: string) => !overtakenIn(books).some((step) => key.startsWith(`${books.id}:notify:${step}:`));
  return [
    ...differences('message', keys.filter(isToTell), books.accepted.filter(isToTell)),
    ...differences('notice in the record', keys.filter(isToTell), books.notices.filter(isToTell)),
    ...deliveryDiscrepancies(books),
  ];
}

/** What the course of the case gives to tell. */
function stepsToTell(books: CaseBooks): string[] {
  const first: { kind?: string } = books.chain.find(({ effect }) => effect === 'assess:0')?.data ?? {};
  return [
    ...(first.kind === 'handedOver' ? ['received:0'] : []),
    ...ordinalsOf('supplement', books).map((opening) => `supplementRequested:${opening}`),
    ...ordinalsOf('appeal', books).map((opening) => `appealed:${opening}`),
    ...conclusionsIn(books).map(({ opening, outcome }) => `${outcome ? 'decision' : 'ending'}:${opening}`),
    // How often a visit is spoken of, its own course says; each time has its key.
    ...books.chain.flatMap(({ effect }) => (effect.startsWith('notify:visit') ? [effect.slice('notify:'.length)] : [])),
  ];
}

/**
 * Papers that were asked for by a run that died before it could say so; the one that came after it heard first that the
 * case was to end, and then there was nothing more to ask. Whether it had been said by then, nobody needs to know.
 */
function overtakenIn({ chain }: CaseBooks): string[] {
  return chain.flatMap(({ effect, action }, index) => {
    const next = chain[index + 1];
    const isOvertaken =
      action === 'supplementRequested' && next !== undefined && endings.some((ending) => ending === next.action);
    return isOvertaken ? [`supplementRequested:${effect.slice('supplement:'.length)}`] : [];
  });
}

function ofWorkflows(books: CaseBooks): string[] {
  const expected = openingsOf(books).map((opening) => `${applicationWorkflowId(books.id, opening)} COMPLETED`);
  return differences(
    'workflow',
    expected,
    books.runs.map(({ workflowId, status }) => `${workflowId} ${status}`),
  );
}

const waiting: readonly string[] = ['ready', 'claimed', 'completing'];
/** A visit that was offered may outlive the decision. */
const outliving: readonly string[] = taskKindsBeside;

function leftOver({ tasks, messages, outbox }: CaseBooks): string[] {
  const open = tasks.filter(({ kind, state }) => waiting.includes(state) && !outliving.includes(kind));
  const unheard = messages.filter(({ state }) => state === 'sent');
  return [
    ...open.map(({ kind, state }) => `a task of kind ${kind} is left ${state}`),
    ...unheard.map(({ kind }) => `a message is left without an answer: ${kind}`),
    ...outbox.map((id) => `the outbox still holds ${id}`),
  ];
}
