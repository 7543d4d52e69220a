import { textAt } from '../file-state';
import { homeOf } from '../mac-state';
import { endsWithCatchAll, mappingOf, rulesOf } from './daemon-config';
import { complains, notModelled, says, type SimulatedProgram } from './program';

const NO_CERTIFICATE =
  'ERR Cannot determine default origin certificate path. No file cert.pem in [~/.cloudflared ~/.cloudflare-warp ' +
  '~/cloudflare-warp /etc/cloudflared /usr/local/etc/cloudflared]. You need to specify the origin certificate path by ' +
  'specifying the origincert option in the configuration file, or set TUNNEL_ORIGIN_CERT environment variable\n';

/** cloudflared's command line on a Mac where nobody has logged in to Cloudflare: it can only judge its file. */
export const cloudflared: SimulatedProgram = (state, args) => {
  const latencyMs = 130;
  const [first, second] = args;
  const named = first === '--config' ? second : undefined;
  const words = named === undefined ? args : args.slice(2);
  const asked = words.join(' ');
  if (asked === '--version') {
    return { state, latencyMs, result: says('cloudflared version 2026.11.0 (built 2026-11-05T10:50:11Z)\n') };
  }
  if (/^tunnel (list|info)\b/.test(asked)) return { state, latencyMs, result: complains(NO_CERTIFICATE) };
  if (asked !== 'tunnel ingress validate') return { state, latencyMs, result: notModelled('cloudflared', args) };
  const path = named ?? `${homeOf(state.user)}/.cloudflared/config.yml`;
  const whole = mappingOf(textAt(state.files, path) ?? '');
  const trouble =
    whole === undefined
      ? 'failed to parse the configuration file'
      : endsWithCatchAll(rulesOf(whole))
        ? undefined
        : 'The last ingress rule must match all URLs (i.e. it should not have a hostname or path filter)';
  const start = `Validating rules from ${path}\n`;
  const result =
    trouble === undefined
      ? says(`${start}OK\n`)
      : { exitCode: 1, stdout: start, stderr: `Validation failed: ${trouble}\n` };
  return { state, latencyMs, result };
};
