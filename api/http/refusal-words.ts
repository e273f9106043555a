import type { AccessRefusal } from '../../domain/access/access.ts';
import { rolesPermitted, type Operation } from '../../domain/access/grants.ts';
import type { Text } from '../../domain/notices/text.ts';

/** Why the caller may not do it, and where no role of theirs does, whose it is. */
export function refusalWords(operation: Operation, reason: AccessRefusal): (text: Text) => string {
  return (text) => {
    const roles = rolesPermitted(operation).map((role) => text(`roles.${role}`));
    return text(`refusals.${reason}`, {
      operation: text(`operations.${operation}`),
      roles: roles.join(text('refusals.comma')),
    });
  };
}
