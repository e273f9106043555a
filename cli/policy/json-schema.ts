import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import { overlaySchema, packSchema } from '../../domain/policy/schema.ts';
import { fromRoot } from '../../platform/project-root.ts';

/** File under policies/ → its text. */
export function publishedSchemas(): Record<string, string> {
  return {
    'pack.schema.json': jsonSchema(packSchema),
    'overlay.schema.json': jsonSchema(overlaySchema),
  };
}

export function writeSchemas(): string[] {
  return Object.entries(publishedSchemas()).map(([name, text]) => {
    writeFileSync(fromRoot('policies', name), text);
    return `policies/${name}`;
  });
}

function jsonSchema(schema: z.ZodType): string {
  return `${JSON.stringify(z.toJSONSchema(schema), null, 2)}\n`;
}
