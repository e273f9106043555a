import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Certificate {
  /** Files in PEM. */
  readonly cert: string;
  readonly key: string;
}

/** An authority of one's own, and certificates that it signs; all of it by openssl, in a folder for the caller to remove. */
export function createAuthority() {
  const folder = mkdtempSync(join(tmpdir(), 'manteban-certificates-'));
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const ca = join(folder, 'ca.pem');
  openssl('req', '-x509', ...newKey, '-keyout', 'ca.key', '-out', ca, '-subj', '/CN=test authority', '-days', '2');

  return {
    folder,
    ca,
    caText: readFileSync(ca, 'utf8'),
    /** For a server or a client of this name. */
    sign(name: string, alternative = `DNS:${name}`): Certificate {
      const [cert, key] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)];
      writeFileSync(join(folder, `${name}.ext`), `subjectAltName=${alternative}\n`);
      openssl('req', ...newKey, '-keyout', key, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
      const by = ['-CA', ca, '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', `${name}.ext`];
      openssl('x509', '-req', '-in', `${name}.csr`, '-out', cert, '-days', '2', ...by);
      return { cert, key };
    },
  };
}
