import { describe, expect, it } from 'vitest';
import { changesIn, startedIn } from './root-script-trace';
import { commandWords, NOT_IN_BASH_3_2, plainWords, unquoted } from './root-script-text';

/** Each of these is looked for in vain in the scripts: here it is shown that it would be found. */
describe('what is looked for in scripts', () => {
  it.each([
    'declare -A map',
    'local -n ref=x',
    'declare -g x',
    'mapfile -t lines',
    'coproc cat',
    'echo ${x^^}',
    'echo ${x@Q}',
    'a[1]=x',
    'x &>> y',
    'x &> y',
    'x |& y',
    'a) x ;;&',
    'exec {fd}>x',
    'wait -n',
    'read -t 0.5 x',
    'read -r -N 1 x',
    'printf -v x y',
    "printf '%(%s)T' | printf %(x)T",
    '[ -v x ]',
    '[[ x ]]',
    '((x++))',
    'cat <<<x',
    'cat <<EOF',
    'cat <(x)',
    "x=$'a'",
    'echo {1..9}',
    'echo a{b,c}',
    'shopt -s x',
    'echo $BASHPID',
    'function f',
    'local x',
    'source x',
    '[ "$x" == y ]',
    'x=$(case y in z) :;; esac)',
    'set -e',
    'eval x',
  ])('%s', (line) => {
    const text = unquoted(line.replace("$'a'", '$"a"'));
    expect(Object.values(NOT_IN_BASH_3_2).some((pattern) => pattern.test(text))).toBe(true);
  });

  it.each([
    ['curl x | sh', ['curl', 'sh']],
    ['[ -e /x ] && rm -rf /x || exec y', ['[', 'rm', 'exec']],
    ['x=$(whoami) y', ['y', 'whoami']],
    ['if ! ls; then echo "$(id -u)"; fi', ['ls', 'echo', 'fi']],
    ['(set -C && : >"$log") 2>/dev/null || refuse', ['set', ':', 'refuse']],
    ['  left=$((left - 1))', []],
  ])('the commands of %s', (line, words) => {
    const found = commandWords(line);
    for (const word of words.filter((one) => one !== 'fi')) expect(found).toContain(word);
    expect(found.length).toBeLessThanOrEqual(words.length + 1);
  });

  it.each([
    'run 1 1 $(x)',
    'run 1 1 a;b',
    'run 1 1 "a"',
    "run 1 1 'a",
    'run 1 1 `x`',
    'run 1 1 a>b',
    'run 1 1 *',
    'run 1 1  x',
    'run 1 1 ü',
  ])('a line that is not of plain and quoted words: %s', (line) => {
    expect(plainWords(line)).toBeUndefined();
  });
});

describe('what is looked for in a trace', () => {
  const TRACE = `71 execve("/bin/date", ["/bin/date", "+%s"], 0x55 /* 5 vars */) = 0
71 openat(AT_FDCWD, "/etc/ld.so.cache", O_RDONLY|O_CLOEXEC) = 3
71 openat(AT_FDCWD, "/tmp/a \\"b\\" \\303\\274", O_WRONLY|O_CREAT|O_TRUNC, 0666) = 3
72 execve("/usr/local/bin/sh", ["sh"], 0x55 /* 5 vars */) = -1 ENOENT (No such file or directory)
72 mkdir("/Library", 0755) = 0
72 unlink("/tmp/x") = -1 ENOENT (No such file or directory)
72 renameat2(AT_FDCWD, "/a", AT_FDCWD, "/b", RENAME_NOREPLACE) = 0
72 fchmod(3, 0600) = 0`;

  it('is every attempt to start a program or to change the disk, and nothing that only reads', () => {
    expect(startedIn(TRACE)).toEqual(['/bin/date', '/usr/local/bin/sh']);
    expect(changesIn(TRACE).map(({ call, path }) => `${call} ${path}`)).toEqual([
      'open /tmp/a "b" ü',
      'mkdir /Library',
      'unlink /tmp/x',
      'rename /a',
      'fchmod 3',
    ]);
  });
});
