import { relative } from 'node:path';
import { projectRoot } from '../platform/project-root.ts';
import type { Settings } from './settings.ts';

/** What somebody who just started the stack needs: where things are, and a first thing to try. */
export function addressTable(settings: Settings, milliseconds: number): string {
  const rows = addresses(settings).map(([title, value]) => `  ${title.padEnd(14)}${value}`);
  const { urls } = settings;
  const here = process.env.MANTEBAN_HOME ? `MANTEBAN_HOME=${process.env.MANTEBAN_HOME} ` : '';
  return `
The stack runs (${(milliseconds / 1000).toFixed(1)} s).

${rows.join('\n')}

Try in a second terminal:
  ${here}npm run demo
  curl -H "Authorization: Bearer $(${here}npm run -s token -- handlingOfficer)" ${urls.app}/v1/applications

Ctrl-C stops it.
`;
}

function addresses({ urls, starts, variables, home, environment }: Settings): [string, string][] {
  const short = (path: string) => relative(projectRoot, path).replace(/^\.\..*/, path);
  const overlays = environment.POLICY_OVERLAYS ?? '';
  const exampleFigures = short(overlays).startsWith('examples');
  return [
    ['API', `${urls.app}/v1`],
    ['API docs', `${urls.app}/docs`],
    ...(urls.temporalUi ? [['Temporal UI', urls.temporalUi] as [string, string]] : []),
    ...(urls.temporalUi
      ? [['its payloads', `${urls.app}/codec, with npm run -s token -- --payloads`] as [string, string]]
      : []),
    ...(starts.notification ? [['Mailbox', `${urls.notification}/mailbox`] as [string, string]] : []),
    ...(starts.postgres
      ? [
          [
            'PostgreSQL',
            `127.0.0.1:${variables.POSTGRES_PORT}, user manteban_reader, password in ${short(home.secrets)}`,
          ] as [string, string],
        ]
      : []),
    ['Policy', exampleFigures ? `${short(overlays)} (example figures, of no region)` : short(overlays)],
    ['Data, logs', `${short(home.folder)}, ${short(home.logs)}`],
  ];
}
