import { DomainError } from '../errors.ts';
import { permits, type Caller, type Target } from './access.ts';
import type { Operation } from './grants.ts';

/**
 * What people can do to things of one kind: this table says when, the access table of the same names says who. API,
 * validators and clients read nothing else.
 * @param kind as messages call it; @param stateOf what a refusal says of one
 */
export function actionTable<Standing, Action extends Operation>(
  kind: string,
  stateOf: (standing: Standing) => string,
  table: Readonly<Record<Action, (standing: Standing) => boolean>>,
) {
  const actions = Object.keys(table) as Action[];
  return {
    actions,

    /** What the caller can do to one that stands so, in the order of the table. */
    permitted: (standing: Standing, caller: Caller, target: Target): Action[] =>
      actions.filter((action) => table[action](standing) && permits(action, caller, target).permitted),

    /** @throws DomainError STATE_CONFLICT where one that stands so does not allow it to anybody. */
    check(action: Action, standing: Standing): void {
      if (table[action](standing)) return;
      const state = stateOf(standing);
      throw new DomainError('STATE_CONFLICT', `${action} is not possible while the ${kind} is ${state}.`, {
        params: { action, state },
      });
    },
  };
}
