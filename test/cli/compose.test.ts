import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { z } from 'zod';
import { appConfig } from '../../app/config.ts';
import { silentOnErrors } from '../../stack/postgres.ts';
import { searchAttributes } from '../../stack/temporal-server.ts';
import { roles } from '../../prisma/logins.ts';
import { readConfig } from '../../platform/config.ts';
import { fromRoot } from '../../platform/project-root.ts';
import { variables as notificationVariables } from '../../services/notification/config.ts';
import { variables as settlementVariables } from '../../services/settlement/config.ts';

interface Service {
  image: string;
  build?: string;
  environment?: Record<string, string>;
  command?: string[];
  entrypoint?: string[];
  volumes?: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: string[] };
  ports?: string[];
  profiles?: string[];
}

const example = Object.fromEntries(
  read('.env.example')
    .split('\n')
    .filter((line) => /^[A-Z]/.test(line))
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
);

/** As somebody fills it in. */
const filledIn = Object.fromEntries(
  Object.entries(example).map(([name, value]) => [
    name,
    value
      .replace(/change-me.*/, 'f'.repeat(48))
      .replace(/A{43}=/, `${'B'.repeat(43)}=`)
      .replaceAll('example.org', 'manteban.example'),
  ]),
);

interface Composition {
  services: Record<string, Service>;
  volumes: Record<string, null>;
}

const { services, volumes } = composedWith(filledIn);

function composedWith(environment: Record<string, string>): Composition {
  return parse(interpolated(read('docker-compose.yml'), environment), { merge: true }) as Composition;
}

function read(path: string): string {
  return readFileSync(fromRoot(path), 'utf8');
}

/** `${NAME}`, `${NAME:-default}` and `${NAME:?message}` as docker compose reads them. */
function interpolated(text: string, environment: Record<string, string>): string {
  return text.replaceAll(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_, name: string, kind?: string, rest?: string) => {
    const value = environment[name] ?? (kind === '-' ? rest : undefined);
    if (value === undefined) throw new Error(`${name} is in docker-compose.yml and not in .env.example`);
    return value;
  });
}

function sourceOf(built: string): string {
  return built.replace(/^dist\//, '').replace(/\.js$/, '.ts');
}

test.each<[string, z.ZodObject]>([
  ['settlement', settlementVariables],
  ['notification', notificationVariables],
  ['api', appConfig],
  ['worker', appConfig],
])('%s gets the environment it reads, and nothing it does not', (name, schema) => {
  const { environment = {} } = services[name]!;
  expect(() => readConfig(schema, environment)).not.toThrow();
  expect(Object.keys(environment).filter((variable) => !(variable in schema.shape))).toEqual([]);
});

test.each<[string, z.ZodObject]>([
  ['settlement', settlementVariables],
  ['notification', notificationVariables],
  ['api', appConfig],
])('%s refuses each line that nobody has filled in, and says how to', (name, schema) => {
  const asItCame = composedWith(example).services[name]!.environment!;
  const unfilled = Object.keys(asItCame).filter(
    (variable) => asItCame[variable] !== services[name]!.environment![variable],
  );
  const message = problemOf(() => readConfig(schema, asItCame));
  expect(unfilled.length).toBeGreaterThan(1);
  for (const variable of unfilled) {
    expect(message).toMatch(new RegExp(`${variable}: (is still that of|still names).*(openssl rand|name your own)`));
    const mended = { ...asItCame, [variable]: services[name]!.environment![variable]! };
    expect(problemOf(() => readConfig(schema, mended))).not.toMatch(new RegExp(`^  ${variable}:`, 'm'));
  }
});

function problemOf(read: () => unknown): string {
  try {
    read();
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('the databases', () => {
  const users = (name: string) =>
    Object.values(services[name]!.environment ?? {}).flatMap(
      (value) => /^postgresql:\/\/(\w+):/.exec(value)?.[1] ?? [],
    );

  test('each part logs in as who serves it; the owner and the superuser are for migrations alone', () => {
    expect(users('api')).toEqual([roles.writer.engine]);
    expect(users('worker')).toEqual([roles.writer.engine]);
    expect(users('settlement')).toEqual([roles.writer.settlement]);
    expect(users('notification')).toEqual([roles.writer.notification]);
    expect(users('migrations').toSorted()).toEqual(
      ['postgres', roles.owner, roles.owner, roles.owner, ...Object.values(roles.writer), roles.reader].toSorted(),
    );
    expect(services.temporal!.environment!.POSTGRES_USER).toBe('temporal');
    expect(services['temporal-schema']!.environment!.SQL_USER).toBe('temporal');
  });

  test('write down nothing that an error quotes', () => {
    expect(services.postgres!.command).toEqual(['postgres', ...silentOnErrors.map((setting) => `--${setting}`)]);
  });

  test('have a password each', () => {
    const names = Object.keys(example).filter((name) => name.endsWith('_PASSWORD'));
    const one = (secret: string) => Object.fromEntries(names.map((name) => [name, `${name}-${secret}`]));
    const { services: composed } = composedWith({ ...filledIn, ...one('x') });
    const passwords = Object.values(composed)
      .flatMap(({ environment = {} }) => Object.values(environment))
      .flatMap((value) => /^postgresql:\/\/(\w+):([^@]+)@/.exec(value)?.slice(1).join(' ') ?? []);
    expect(new Set(passwords).size).toBe(new Set(passwords.map((each) => each.split(' ')[1])).size);
  });
});

describe.each(Object.entries(services))('%s', (_, service) => {
  test('runs something that is there', () => {
    const commands = [service.command ?? [], service.healthcheck?.test ?? []].flat();
    for (const built of commands.filter((word) => word.startsWith('dist/'))) {
      expect(existsSync(fromRoot(sourceOf(built))), built).toBe(true);
    }
    expect(service.image).not.toMatch(/:$|undefined/);
  });

  test('mounts volumes that are declared and files that are there', () => {
    for (const volume of service.volumes ?? []) {
      const [source = ''] = volume.split(':');
      if (source.startsWith('./deploy/')) expect(existsSync(fromRoot(source)), source).toBe(true);
      if (!source.startsWith('.')) expect(Object.keys(volumes)).toContain(source);
    }
  });

  test('waits for services that can become what it waits for', () => {
    for (const [needed, { condition }] of Object.entries(service.depends_on ?? {})) {
      expect(services[needed], needed).toBeDefined();
      if (condition === 'service_healthy') expect(services[needed]!.healthcheck, needed).toBeDefined();
    }
  });
});

test('the image holds what the parts read at run time', () => {
  const dockerfile = read('Dockerfile');
  const copies = [...dockerfile.matchAll(/^COPY (?!--from)(\S+) /gm)].map(([, source = '']) => source);
  for (const source of copies) expect(existsSync(fromRoot(source)), source).toBe(true);
  const [, command = ''] = /^CMD \["node", "(.+)"\]$/m.exec(dockerfile) ?? [];
  expect(existsSync(fromRoot(sourceOf(command)))).toBe(true);
  for (const read of ['locales', 'policies', 'prisma', 'services/settlement/prisma', 'services/notification/prisma']) {
    expect(copies).toContain(read);
  }
});

test('the namespace gets the search attributes of the embedded server', () => {
  const script = read(join('deploy', 'temporal-namespace.sh'));
  const registered = [...script.matchAll(/^attribute (\w+) (\w+)$/gm)].map(([, name, type]) => [name, type]);
  expect(Object.fromEntries(registered)).toEqual(searchAttributes);
});

describe('what is reached from outside', () => {
  const published = Object.entries(services).flatMap(([name, { ports = [] }]) => ports.map((each) => [name, each]));

  test('is the API; Temporal UI on this machine alone, metrics nowhere', () => {
    const everywhere = published.filter(([, mapping]) => !mapping!.startsWith('127.0.0.1:'));
    expect(everywhere).toEqual([['api', '7300:7300']]);
    expect(published.filter(([, mapping]) => mapping!.endsWith(`:${services.api!.environment!.METRICS_PORT}`))).toEqual(
      [],
    );
  });

  test('a UI that writes is started by nobody who does not ask for it', () => {
    const uis = Object.values(services).filter(({ image }) => image.startsWith('temporalio/ui:'));
    for (const { environment = {}, profiles = [], ports } of uis) {
      const disabled = Object.entries(environment).filter(([name]) => /_(DISABLED|WRITE_ACTIONS)$/.test(name));
      if (profiles.length === 0) expect(disabled.filter(([, value]) => value === 'true').length).toBeGreaterThan(8);
      expect(ports!.every((mapping) => mapping.startsWith('127.0.0.1:'))).toBe(true);
    }
    expect(uis.map(({ profiles = [] }) => profiles)).toEqual([[], ['writing']]);
  });

  test('the token of the codec endpoint is told to the app alone', () => {
    const one = composedWith({ ...filledIn, CODEC_TOKEN: 'the-token-of-the-codec' }).services;
    const names = Object.keys(one).filter((name) => JSON.stringify(one[name]).includes('the-token-of-the-codec'));
    expect(names.toSorted()).toEqual(['api', 'worker']);
  });
});

test('nothing secret is written down', () => {
  expect(read('docker-compose.yml')).not.toMatch(/(PASSWORD|TOKEN|KEYS?|PWD): (?!\$\{)/);
});
