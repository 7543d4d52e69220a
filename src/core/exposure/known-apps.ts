import type { SocketOwner } from './socket';

/** A program that people install and that listens: what it is called, and how it stops doing so. */
export interface KnownApp {
  /** Whole names of its program. */
  readonly programs: RegExp;
  readonly name: string;
  /** How a person closes it; empty where only its own configuration or code decides. */
  readonly steps: readonly string[];
}

const LISTEN_LOCALLY = 'Let it listen on 127.0.0.1 only, in its own settings, and start it again.';

/** By program name, since such a program is not part of macOS: the name is only what it is called by. */
const KNOWN_APPS: readonly KnownApp[] = [
  { programs: /^postgres$/, name: 'Postgres', steps: [] },
  { programs: /^redis-server$/, name: 'Redis', steps: [] },
  { programs: /^(?:mysqld|mariadbd)$/, name: 'MySQL', steps: [] },
  { programs: /^mongod$/, name: 'MongoDB', steps: [] },
  { programs: /^nginx$/, name: 'nginx', steps: [] },
  {
    programs: /^ollama$/i,
    name: 'Ollama',
    steps: ['Open Terminal and enter: launchctl setenv OLLAMA_HOST 127.0.0.1', 'Quit Ollama and start it again.'],
  },
  {
    programs: /^(?:LM Studio(?: Helper.{0,20})?|llama-server)$/,
    name: 'LM Studio',
    steps: ['Open the server’s settings in LM Studio.', 'Turn off serving on the local network.'],
  },
  {
    programs: /^Dropbox$/,
    name: 'Dropbox',
    steps: ['Open Dropbox › Settings › Network.', 'Turn off LAN sync.'],
  },
  {
    programs: /^Spotify$/,
    name: 'Spotify',
    steps: ['Open Spotify › Settings.', 'Turn off finding devices on the local network.'],
  },
  {
    programs: /^Google Chrome(?: Helper.{0,20})?$/,
    name: 'Google Chrome',
    steps: ['Quit Google Chrome, or mark it as expected: it looks for Cast devices on your network.'],
  },
  { programs: /^Discord(?: Helper.{0,20})?$/, name: 'Discord', steps: ['Quit Discord.'] },
  {
    programs: /^(?:IPNExtension|tailscaled|io\.tailscale\.ipn\.macsys\.network-extension)$/,
    name: 'Tailscale',
    steps: ['Mark it as expected if you use Tailscale: its network comes in here, and strangers get no answer.'],
  },
  { programs: /^cloudflared$/, name: 'cloudflared', steps: ['Start cloudflared with --metrics 127.0.0.1:20241.'] },
  { programs: /^(?:synergy.{0,10}|deskflow.{0,10})$/, name: 'Synergy', steps: ['Quit it while you do not use it.'] },
  { programs: /^Plex Media Server$/, name: 'Plex', steps: [LISTEN_LOCALLY] },
];

/** The entry for a program; `Postgres.app` brings a Postgres of its own. */
export function knownApp({ name, path }: Pick<SocketOwner, 'name' | 'path'>): KnownApp | undefined {
  if (name === undefined) return undefined;
  if (name === 'postgres' && path?.startsWith('/Applications/Postgres.app/')) {
    return {
      programs: /^postgres$/,
      name: 'Postgres.app',
      steps: [
        "Set listen_addresses = 'localhost' in the server’s postgresql.conf.",
        'Restart the server in Postgres.app.',
      ],
    };
  }
  return KNOWN_APPS.find(({ programs }) => programs.test(name));
}
