import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { fromRoot } from '../platform/project-root.ts';
import { failureConverterPath } from './data-converter.ts';

/** The workflow code of this build, made once by `npm run build`, so that a worker starts without a bundler. */
export const bundlePath = fromRoot('dist', 'workflow-bundle.js');

/** @param furtherInterceptors sources of modules that come between the workflows and their worker. */
export async function bundleWorkflows(furtherInterceptors: string[] = []): Promise<string> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: fromRoot('workflows', 'index.ts'),
    workflowInterceptorModules: [fromRoot('workflows', 'foreign-messages.ts'), ...furtherInterceptors],
    preloadModules: [fromRoot('worker', 'shared-modules.ts')],
    failureConverterPath,
    logger: new DefaultLogger('WARN'),
  });
  return code;
}

export async function writeBundle(): Promise<void> {
  const code = await bundleWorkflows();
  await mkdir(dirname(bundlePath), { recursive: true });
  await writeFile(bundlePath, code);
}
