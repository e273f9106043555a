import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { z } from 'zod';
import { appConfig } from '../../app/config.ts';
import { searchAttributes } from '../../stack/temporal-server.ts';
import { readConfig } from '../../platform/config.ts';
import { fromRoot } from '../../platform/project-root.ts';
import { variables as notificationVariables } from '../../services/notification/service.ts';
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
}

const example = Object.fromEntries(
  read('.env.example')
    .split('\n')
    .filter((line) => /^[A-Z]/.test(line))
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
);

const { services, volumes } = parse(interpolated(read('docker-compose.yml')), { merge: true }) as {
  services: Record<string, Service>;
  volumes: Record<string, null>;
};

function read(path: string): string {
  return readFileSync(fromRoot(path), 'utf8');
}

/** `${NAME}`, `${NAME:-default}` and `${NAME:?message}` as docker compose reads them. */
function interpolated(text: string): string {
  return text.replaceAll(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_, name: string, kind?: string, rest?: string) => {
    const value = example[name] ?? (kind === '-' ? rest : undefined);
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

test('nothing secret is written down', () => {
  expect(read('docker-compose.yml')).not.toMatch(/(PASSWORD|TOKEN|KEYS?|PWD): (?!\$\{)/);
});
