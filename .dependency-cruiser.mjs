/**
 * Imports point one way: domain ← workflows, domain ← store ← activities ← worker, store ← api; platform ← all but
 * domain and workflows. Its swc parser does not tell types from values; .oxlintrc.json forbids cycles, and activities
 * in workflows, by value.
 */

const outsideOf = (...allowed) => ({
  path: '^(?!node_modules/)[^/]+/',
  pathNot: allowed.map((folder) => `^${folder}`),
  dependencyTypesNot: ['core'],
});

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'resolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'domain-stands-alone',
      severity: 'error',
      from: { path: '^domain/' },
      to: outsideOf('domain/'),
    },
    {
      name: 'domain-is-pure',
      comment: 'No IO: of Node only what computes.',
      severity: 'error',
      from: { path: '^domain/' },
      to: { dependencyTypes: ['core'], pathNot: ['^(node:)?crypto$'] },
    },
    {
      name: 'workflows-import-domain',
      severity: 'error',
      from: { path: '^workflows/' },
      to: outsideOf('workflows/', 'domain/', 'activities/', 'store/'),
    },
    {
      name: 'workflows-are-deterministic',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'store-is-the-home-of-the-tables',
      comment: 'Of the workflows it knows messages and ids: what an outbox row says.',
      severity: 'error',
      from: { path: '^store/' },
      to: outsideOf('store/', 'domain/', 'platform/', 'generated/engine/', 'workflows/(messages|ids)\\.ts$'),
    },
    {
      name: 'activities',
      severity: 'error',
      from: { path: '^activities/' },
      to: outsideOf('activities/', 'store/', 'domain/', 'platform/', 'services/[^/]+/contract/'),
    },
    {
      name: 'api-sends-messages',
      comment: 'Of the workflows it knows messages and ids; tables have their home in the store.',
      severity: 'error',
      from: { path: '^api/' },
      to: outsideOf(
        'api/',
        'store/',
        'domain/',
        'platform/',
        'services/[^/]+/contract/',
        'workflows/(messages|ids)\\.ts$',
      ),
    },
    {
      name: 'worker',
      severity: 'error',
      from: { path: '^worker/' },
      to: outsideOf('worker/', 'activities/', 'store/', 'workflows/', 'domain/', 'platform/'),
    },
    {
      name: 'only-commands-and-proof-know-the-app',
      severity: 'error',
      from: { pathNot: '^(app|cli|proof|stack)/' },
      to: { path: '^app/' },
    },
    {
      name: 'platform-knows-errors-and-texts',
      severity: 'error',
      from: { path: '^platform/' },
      to: outsideOf('platform/', 'domain/(errors|foreign-message)\\.ts$', 'domain/notices/text\\.ts$'),
    },
    {
      name: 'settlement-knows-the-rules-it-settles-by',
      comment: 'Pure rules only (domain/settlement/README.md).',
      severity: 'error',
      from: { path: '^services/settlement/' },
      to: outsideOf(
        'services/settlement/',
        'generated/settlement/',
        'platform/',
        'domain/(settlement|policy)/',
        'domain/(errors|identity-number|money|plain-date|time-zone)\\.ts$',
        'domain/eligibility/(designation|icd10)\\.ts$',
        'domain/notices/text\\.ts$',
      ),
    },
    {
      name: 'services-run-alone',
      severity: 'error',
      from: { path: '^services/([^/]+)/', pathNot: '^services/settlement/' },
      to: outsideOf('services/$1/', 'generated/$1/', 'platform/', 'domain/(errors|telephone)\\.ts$'),
    },
    {
      name: 'contracts-are-shapes',
      comment: 'No IO: clients import them. What of the domain a service may know is said above.',
      severity: 'error',
      from: { path: '^services/([^/]+)/contract/' },
      to: { pathNot: ['^services/$1/contract/', '^domain/', '(^|/)node_modules/zod/'] },
    },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: ['node_modules', '^generated'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.mjs', '.js', '.cjs', '.json'],
    },
  },
};
