import type { OtherSocket } from './mac-state';

/** The programs whose way of reading their file is modelled. */
export type DaemonKind = 'postgresql' | 'redis' | 'mysql' | 'nginx' | 'mongodb' | 'ollama' | 'cloudflared';

/** A job of launchd whose program reads a file when it starts, and at no other time. */
export interface DaemonState {
  /** Homebrew's name of it where Homebrew manages it. */
  readonly formula?: string;
  readonly kind: DaemonKind;
  readonly label: string;
  /** `system` for the whole computer, `gui` for the logged-in person. */
  readonly domain: 'system' | 'gui';
  readonly plist: string;
  /** What it reads; a program that is set up by its property list alone has none. */
  readonly config?: string;
  /** The executable's absolute path. */
  readonly program: string;
  readonly user: string;
  /** Launchd knows the job. */
  readonly loaded: boolean;
  /** The variables of its property list, as they were when it was loaded. */
  readonly environment: Readonly<Record<string, string>>;
  /** Present while it runs; new at every start. */
  readonly pid?: number;
  /** Where it listens, as its file said when it started; none while it does not run. */
  readonly bound: readonly BoundPort[];
  /** cloudflared's rules, as its file said when it started. */
  readonly ingress?: readonly IngressRule[];
}

/** A listening socket of a daemon; an address of `*` means all. */
export interface BoundPort {
  readonly proto: Extract<OtherSocket['proto'], 'tcp4' | 'tcp6' | 'tcp46'>;
  readonly address: string;
  readonly port: number;
}

/** One rule of a tunnel, in the order in which they are tried. */
export interface IngressRule {
  readonly hostname?: string;
  readonly path?: string;
  readonly service: string;
}
