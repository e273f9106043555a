// @ts-check
/**
 * What oxlint's own rules cannot say: a date made of nothing is the clock, and what Prettier leaves long is too long.
 */
const longest = 120;

export default {
  meta: { name: 'house' },
  rules: {
    'line-length': {
      /** @param {{ sourceCode: { lines: string[] }, report(problem: object): void }} context */
      create: (context) => ({
        Program() {
          for (const [index, line] of context.sourceCode.lines.entries()) {
            if (line.length <= longest) continue;
            const loc = { start: { line: index + 1, column: longest }, end: { line: index + 1, column: line.length } };
            context.report({ loc, message: `A line has at most ${longest} characters, this one ${line.length}.` });
          }
        },
      }),
    },
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
