import { pino, type DestinationStream, type Logger } from 'pino';

export type { Logger };

const personal = ['idNumber', 'phone', 'email', 'address', 'patientName', 'recipient'];
// `detail` and `where` of a PostgreSQL error quote the values of the row.
const quotedValues = ['err.detail', 'err.where', 'err.cause.detail', 'err.cause.where'];

const redacted = [
  ...['authorization', ...personal].flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
  ...quotedValues,
];

/** JSON lines to standard output (or `destination`); secrets and personal fields never leave as they are. */
export function createLogger(part: string, level = 'info', destination?: DestinationStream): Logger {
  const options = {
    level,
    base: { part },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: redacted, censor: '[redacted]' },
  };
  return destination ? pino(options, destination) : pino(options);
}
