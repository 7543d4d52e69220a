/** Switches that would let another program drive or replace this one, as Chromium and Node spell them. */
const DOORS = [
  'remote-debugging-port',
  'remote-debugging-pipe',
  'inspect',
  'inspect-brk',
  'inspect-wait',
  'inspect-port',
  'js-flags',
  'renderer-cmd-prefix',
  'gpu-launcher',
  'utility-cmd-prefix',
  'load-extension',
];

/** What macOS itself may pass to an app: the old process serial number, and settings for one start. */
const FROM_MACOS = /^-(psn_\d+_\d+|NS[A-Za-z]+|Apple[A-Za-z]+)$/;

export interface Start {
  /** What follows the program's own path. */
  readonly args: readonly string[];
  /** Whether Chromium was given this switch, by either spelling or by a variable. */
  readonly hasSwitch: (name: string) => boolean;
  readonly isCommandLine: boolean;
  readonly isMac: boolean;
}

/**
 * The switch because of which the packaged program does not start, or undefined; without its dashes.
 *
 * The app has no switch of its own, so every one is meant for Chromium or Node, and none is needed: they turn off the
 * sandbox, name another resolver, write down what is typed. The command line has its own, and refuses the doors only.
 */
export function refusedSwitch(start: Start): string | undefined {
  const door = DOORS.find(start.hasSwitch);
  if (door !== undefined || start.isCommandLine) return door;
  if (start.isMac && start.hasSwitch('no-sandbox')) return 'no-sandbox';
  const unknown = start.args.find((arg) => arg.startsWith('-') && !FROM_MACOS.test(arg));
  return unknown?.replace(/^-+/, '').split('=')[0];
}
