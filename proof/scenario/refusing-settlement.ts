import express from 'express';
import { DomainError } from '../../domain/errors.ts';
import { problems } from '../../platform/http/problem.ts';
import { serve, type Serving } from '../../platform/http/serve.ts';
import { createLogger } from '../../platform/log.ts';

/** What it has on no register of its own. */
export interface Refused {
  readonly institution: string;
}

/**
 * The settlement side of a province: ours, but it refuses for good whatever names an institution that it does not know.
 */
export async function startRefusing(
  start: (port: string) => Promise<Serving>,
  port: string,
  { institution }: Refused,
): Promise<Serving> {
  const ours = await start('0');
  const log = createLogger('settlement', 'silent');
  const app = express();
  app.use(express.json());
  app.use(async ({ method, originalUrl, headers, body }, response) => {
    const content = body as { institution?: string } | undefined;
    if (content?.institution === institution)
      throw new DomainError('INVALID_REQUEST', `There is no institution ${institution} on our register.`);
    const passedOn = { 'content-type': 'application/json', authorization: headers.authorization ?? '' };
    const answer = await fetch(ours.url + originalUrl, {
      method,
      headers: passedOn,
      ...(content && { body: JSON.stringify(content) }),
    });
    response
      .status(answer.status)
      .type(answer.headers.get('content-type') ?? '')
      .send(await answer.text());
  });
  app.use(problems(log));
  return serve({ app, host: '127.0.0.1', port: Number(port), log, closers: [ours.close] });
}
