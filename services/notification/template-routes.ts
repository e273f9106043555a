import {
  TemplateParams,
  TemplateVersion,
  TemplateVersionList,
  TemplateVersionParams,
  TemplateWording,
} from './contract/templates.ts';
import { route } from './routes.ts';
import type { TemplateVersions } from './template-versions.ts';

/** What the templates of messages say, and said. */
export function templateRoutes(versions: TemplateVersions) {
  const keepTemplateVersion = route({
    method: 'put',
    path: '/v1/templates/{template}/versions/{version}',
    operationId: 'keepTemplateVersion',
    access: 'keepTemplateVersion',
    summary: 'Keep what a template says, before the first message that names this version',
    description:
      'Once and for good: the same again is the same answer, other sentences under the same version are a conflict.',
    tags: ['templates'],
    params: TemplateVersionParams,
    body: TemplateWording,
    replies: {
      200: { description: 'It was kept before', schema: TemplateVersion },
      201: { description: 'Kept', schema: TemplateVersion },
    },
    async handle({ params: { template, version }, body: { sentences } }) {
      const { fresh, since, ...kept } = await versions.keep(template, version, sentences);
      return { status: fresh ? 201 : 200, body: { ...kept, since: since.toISOString() } };
    },
  });

  const listTemplateVersions = route({
    method: 'get',
    path: '/v1/templates/{template}/versions',
    operationId: 'listTemplateVersions',
    access: 'listTemplateVersions',
    summary: 'The versions of a template that messages were written in, oldest first',
    tags: ['templates'],
    params: TemplateParams,
    replies: { 200: { description: 'Each with the moment from which it was used', schema: TemplateVersionList } },
    async handle({ params: { template } }) {
      const list = (await versions.of(template)).map(({ version, since }) => ({ version, since: since.toISOString() }));
      return { status: 200, body: { versions: list } };
    },
  });

  const getTemplateVersion = route({
    method: 'get',
    path: '/v1/templates/{template}/versions/{version}',
    operationId: 'getTemplateVersion',
    access: 'getTemplateVersion',
    summary: 'What a version of a template says, in every language',
    tags: ['templates'],
    params: TemplateVersionParams,
    replies: { 200: { description: 'Its sentences', schema: TemplateVersion } },
    async handle({ params: { template, version } }) {
      const { since, ...kept } = await versions.get(template, version);
      return { status: 200, body: { ...kept, since: since.toISOString() } };
    },
  });

  return [keepTemplateVersion, listTemplateVersions, getTemplateVersion];
}
