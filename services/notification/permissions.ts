import { credentialAuthoriser, digestsOf, type Permitted } from '../../platform/http/credentials.ts';

/** The engine has messages sent and asks what became of them; the SMS gateway reports. Nobody else calls. */
export type Caller = { readonly kind: 'engine' | 'gateway' };

const permitted = {
  acceptMessage: ['engine'],
  getMessage: ['engine'],
  listMessages: ['engine'],
  printSlip: ['engine'],
  reportReceipts: ['gateway'],
  listUnreached: ['engine'],
  settleMessage: ['engine'],
  readInbox: ['engine'],
  markRead: ['engine'],
  choosePreference: ['engine'],
  forgetPreference: ['engine'],
  keepTemplateVersion: ['engine'],
  listTemplateVersions: ['engine'],
  getTemplateVersion: ['engine'],
} as const satisfies Permitted<string, Caller['kind']>;

export type Operation = keyof typeof permitted;

/** @param secrets of each: `current[,older…]` */
export function createAuthoriser(secrets: Readonly<Record<Caller['kind'], string>>) {
  const credentials = (['engine', 'gateway'] as const).map((kind) => ({
    caller: { kind },
    digests: digestsOf(secrets[kind]),
  }));
  return credentialAuthoriser<Operation, Caller['kind'], Caller>(() => credentials, permitted);
}
