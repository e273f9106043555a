import { z } from 'zod';
import { preview } from '../../domain/notices/preview.ts';
import { type Template, templateRules, templates } from '../../domain/notices/templates.ts';
import { languages } from '../../domain/notices/text.ts';
import { Version } from '../../services/notification/contract/values.ts';
import { texts } from '../../platform/texts.ts';
import { templateVersion, templateWording, type NoticeService } from './service.ts';
import type { PublishedPolicies } from '../../store/policies/published-policies.ts';
import { route } from '../http/route.ts';

interface Dependencies {
  policies: PublishedPolicies;
  /** Which wording of a template is in force. */
  versionOf: (template: Template) => string;
  /** What was in force before as well. */
  service: Pick<NoticeService, 'versionsOf' | 'wordingOf'>;
}

const ofTemplate = z.object({ template: z.enum(templates) });

const template = z
  .object({
    template: z.enum(templates),
    version: z.string().describe('Changes with every change of its sentences, in any language'),
    purpose: z.string(),
    required: z.boolean(),
  })
  .meta({ id: 'NoticeTemplate' });

const paragraphs = z.array(z.string()).readonly();

const previewed = z
  .object({
    role: z.enum(['patient', 'agent']),
    sms: z.object({ text: z.string() }).optional(),
    email: z.object({ subject: z.string(), text: z.string() }).optional(),
    slip: z.object({ office: z.string(), title: z.string(), body: paragraphs, envelope: z.string() }),
    inApp: z.object({ title: z.string(), body: paragraphs }),
  })
  .meta({ id: 'NoticePreview' });

/** 告知: what notices say. */
export function noticeTemplateRoutes({ policies, versionOf, service }: Dependencies) {
  return [
    route({
      method: 'get',
      path: '/v1/notice-templates',
      operationId: 'listNoticeTemplates',
      summary: 'The templates of notices, with the version of their wording',
      tags: ['notices'],
      access: 'readPolicy',
      discloses: 'nothing',
      replies: {
        200: {
          description: 'All of them',
          schema: z.object({ templates: z.array(template) }).meta({ id: 'NoticeTemplates' }),
        },
      },
      async handle() {
        return {
          status: 200,
          body: {
            templates: templates.map((name) => ({ template: name, version: versionOf(name), ...templateRules[name] })),
          },
        };
      },
    }),

    route({
      method: 'get',
      path: '/v1/notice-templates/{template}/preview',
      operationId: 'previewNotice',
      summary: 'What a template says to a fictitious patient and agent in a region',
      tags: ['notices'],
      access: 'readPolicy',
      discloses: 'nothing',
      params: ofTemplate,
      query: z.object({ region: z.string(), language: z.enum(languages).default('zh-CN') }),
      replies: {
        200: {
          description: 'On every channel',
          schema: z.object({ messages: z.array(previewed) }).meta({ id: 'NoticePreviews' }),
        },
      },
      async handle({ params: { template: name }, query: { region, language } }) {
        const written = preview(name, policies.openRegion(region).policy, language, texts);
        return {
          status: 200,
          body: { messages: written.map(({ recipient: { role }, channels }) => ({ role, ...channels })) },
        };
      },
    }),

    route({
      method: 'get',
      path: '/v1/notice-templates/{template}/versions',
      operationId: 'listNoticeTemplateVersions',
      summary: 'The wordings of a template that notices were sent in, oldest first',
      tags: ['notices'],
      access: 'readPolicy',
      discloses: 'nothing',
      params: ofTemplate,
      replies: {
        200: {
          description: 'Each with the moment from which it was used',
          schema: z.object({ versions: z.array(templateVersion) }).meta({ id: 'NoticeTemplateVersions' }),
        },
      },
      handle: async ({ params }) => ({ status: 200, body: { versions: await service.versionsOf(params.template) } }),
    }),

    route({
      method: 'get',
      path: '/v1/notice-templates/{template}/versions/{version}',
      operationId: 'getNoticeTemplateVersion',
      summary: 'What a template said in one version, in both languages',
      description:
        'The version stands with every notice as `templateVersion`. Placeholders stand where a notice has its values.',
      tags: ['notices'],
      access: 'readPolicy',
      discloses: 'nothing',
      params: ofTemplate.extend({ version: Version }),
      replies: { 200: { description: 'Its sentences', schema: templateWording } },
      handle: async ({ params }) => ({ status: 200, body: await service.wordingOf(params.template, params.version) }),
    }),
  ];
}
