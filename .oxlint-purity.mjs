// @ts-check
/** What oxlint's own rules cannot say: a date made of nothing is the clock. */
export default {
  meta: { name: 'purity' },
  rules: {
    'no-clock': {
      /** @param {{ report(problem: { node: unknown, message: string }): void }} context */
      create: (context) => ({
        /** @param {{ callee: { type: string, name?: string }, arguments: unknown[] }} node */
        NewExpression(node) {
          const clock = node.callee.type === 'Identifier' && node.callee.name === 'Date' && node.arguments.length === 0;
          if (clock) context.report({ node, message: 'new Date() reads the clock; now is a parameter.' });
        },
      }),
    },
  },
};
