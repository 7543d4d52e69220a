import log from 'electron-log/main';

/** Anything that looks like a secret or a person's folder is taken out before a line is written. */
export function redact(text: string): string {
  return text
    .replaceAll(/\/(Users|home)\/[^/\s"']+/g, '/$1/…')
    .replaceAll(/\b(?:ey[A-Za-z0-9_-]{10,}|[A-Za-z0-9+/_-]{40,}={0,2})/g, '[redacted]');
}

/** Sets up the log file: small, on this Mac only, redacted. */
export function startLog(): { readonly info: (text: string) => void; readonly error: (error: unknown) => void } {
  log.transports.file.maxSize = 1024 * 1024;
  log.transports.console.level = false;
  if (log.transports.remote) log.transports.remote.level = false;
  return {
    info: (text) => log.info(redact(text)),
    error: (error) => log.error(redact(error instanceof Error ? (error.stack ?? error.message) : String(error))),
  };
}
