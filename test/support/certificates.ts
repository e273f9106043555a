import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Certificate {
  /** Files in PEM. */
  readonly cert: string;
  readonly key: string;
}

/** Who is called by a name of the net, or by an address. */
type Called = { readonly dns: string } | { readonly ip: string };

/** An authority of one's own, and certificates that it signs, in a folder for the caller to remove. */
export function createAuthority() {
  const folder = mkdtempSync(join(tmpdir(), 'manteban-certificates-'));
  const own = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const authority = { name: 'test authority', key: own.privateKey };
  const caText = certificate({ ...authority, publicKey: own.publicKey, extension: isAuthority }, authority);
  const ca = join(folder, 'ca.pem');
  writeFileSync(ca, caText);

  return {
    folder,
    ca,
    caText,
    /** For a server or a client. */
    sign(name: string, called: Called = { dns: name }): Certificate {
      const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
      const [cert, key] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)];
      writeFileSync(cert, certificate({ name, publicKey, extension: isCalled(called) }, authority));
      writeFileSync(key, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
      return { cert, key };
    },
  };
}

interface Subject {
  name: string;
  publicKey: KeyObject;
  extension: Buffer;
}

/** X.509 version 3, valid from yesterday until tomorrow, signed by ECDSA with SHA-256. */
function certificate(subject: Subject, issuer: { name: string; key: KeyObject }): string {
  const day = 86_400_000;
  const valid = sequence(utcTime(Date.now() - day), utcTime(Date.now() + day));
  const serial = der(0x02, Buffer.concat([Buffer.of(1), randomBytes(8)]));
  const spki = subject.publicKey.export({ type: 'spki', format: 'der' });
  const extensions = der(0xa3, sequence(subject.extension));
  const version = der(0xa0, der(0x02, Buffer.of(2)));
  const parts = [version, serial, ecdsaWithSha256, nameOf(issuer.name), valid, nameOf(subject.name), spki, extensions];
  const content = sequence(...parts);
  const signature = der(0x03, Buffer.of(0), sign('sha256', content, issuer.key));
  const lines = sequence(content, ecdsaWithSha256, signature)
    .toString('base64')
    .match(/.{1,64}/g)!;
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const size = content.length;
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.of(tag, ...length), content]);
}

function sequence(...parts: Buffer[]): Buffer {
  return der(0x30, ...parts);
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'));
}

const ecdsaWithSha256 = sequence(oid('2a8648ce3d040302'));
const yes = der(0x01, Buffer.of(0xff));

function nameOf(commonName: string): Buffer {
  return sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from(commonName)))));
}

function utcTime(at: number): Buffer {
  const digits = new Date(at).toISOString().replaceAll(/[-:T]/g, '').slice(2, 14);
  return der(0x17, Buffer.from(`${digits}Z`));
}

/** basicConstraints. */
const isAuthority = sequence(oid('551d13'), yes, der(0x04, sequence(yes)));

/** subjectAltName. */
function isCalled(called: Called): Buffer {
  const name =
    'dns' in called ? der(0x82, Buffer.from(called.dns)) : der(0x87, Buffer.from(called.ip.split('.').map(Number)));
  return sequence(oid('551d11'), der(0x04, sequence(name)));
}
