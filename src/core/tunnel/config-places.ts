import { type Command, command, type CommandResult, whyNoAnswer } from '../command';

/** In the order in which cloudflared looks (config/configuration.go): it reads the first it finds. */
const HOME_FOLDERS = ['.cloudflared', '.cloudflare-warp', 'cloudflare-warp'];
const SYSTEM_FOLDERS = ['/etc/cloudflared', '/usr/local/etc/cloudflared'];
const NAMES = ['config.yml', 'config.yaml'];

/** The ten places of a tunnel's configuration; four where the home folder is not known. A file may also be named by hand. */
export function configPlaces(home: string | undefined): readonly string[] {
  const ofHome = home?.startsWith('/') === true ? HOME_FOLDERS.map((folder) => `${home}/${folder}`) : [];
  return [...ofHome, ...SYSTEM_FOLDERS].flatMap((folder) => NAMES.map((name) => `${folder}/${name}`));
}

/** Asks in which of these places something is: one program in place of one for each. */
export function listPlaces(places: readonly string[]): Command {
  return command('ls', '-d', ...places);
}

/** Prints one of `configPlaces`. What it prints is private. */
export function readConfig(path: string): Command {
  return command('cat', path);
}

/**
 * The places of which `ls` says that nothing is there.
 *
 * Every other one is to be read: one that is listed, one that could not be looked at, and all of them where ls did not
 * answer, so that not understanding ls leaves out no file.
 *
 * @example "ls: /etc/cloudflared/config.yml: No such file or directory"
 */
export function emptyPlaces(places: readonly string[], result: CommandResult | undefined): ReadonlySet<string> {
  if (result?.kind !== 'exited' || result.exitCode === 0) return new Set();
  const listed = new Set(result.stdout.split('\n'));
  const complaints = new Set(result.stderr.split('\n').map((line) => line.trimEnd()));
  return new Set(
    places.filter((place) => !listed.has(place) && saysNothingIsAt(place).some((one) => complaints.has(one))),
  );
}

/**
 * Why the answer of `ls` cannot be believed; undefined where each place is listed or complained of, and nothing else is said.
 *
 * Every file is read all the same, but what stands beside an answer may be about another one.
 */
export function whyPlacesUnclear(places: readonly string[], result: CommandResult): string | undefined {
  const silent = whyNoAnswer(listPlaces(places), result);
  if (silent !== undefined || result.kind !== 'exited') return silent;
  const listed = linesOf(result.stdout);
  const complaints = linesOf(result.stderr).map((line) => places.find((place) => complainsOf(line, place)));
  const named = new Set([...listed, ...complaints]);
  const isWhole = listed.every((line) => places.includes(line)) && !complaints.includes(undefined);
  return isWhole && places.every((place) => named.has(place)) ? undefined : 'ls said something that is not understood';
}

function linesOf(text: string): readonly string[] {
  return text.split(/\r?\n/).filter((line) => line !== '');
}

function complainsOf(line: string, place: string): boolean {
  return subjectsOf(place).some((subject) => line.startsWith(`${subject}: `));
}

/** macOS prints the program's name, Linux also the path it was started by, and quotes. */
function saysNothingIsAt(place: string): readonly string[] {
  return subjectsOf(place).flatMap((subject) => [
    `${subject}: No such file or directory`,
    `${subject}: Not a directory`,
  ]);
}

function subjectsOf(place: string): readonly string[] {
  return [`ls: ${place}`, `ls: cannot access '${place}'`, `/bin/ls: cannot access '${place}'`];
}
