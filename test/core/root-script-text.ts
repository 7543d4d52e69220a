/** The words of one line of sh, where it consists of nothing but plain and quoted words; undefined for anything else. */
export function plainWords(line: string): readonly string[] | undefined {
  const words: string[] = [];
  let rest = line.trimStart();
  while (rest !== '') {
    const [whole, text = ''] = /^((?:[A-Za-z0-9_./:-]|'[^']*'|\\')+)(?: |$)/.exec(rest) ?? [];
    if (whole === undefined) return undefined;
    words.push(text.replaceAll(/'([^']*)'|\\(')/g, (_, quoted: string | undefined) => quoted ?? "'"));
    rest = rest.slice(whole.length);
  }
  return words;
}

/** A script in two: what belongs to the steps of its plan, and all the rest. */
export interface ScriptParts {
  /** `recapture`, `run`, `begin` and `end`, without the blanks before them. */
  readonly steps: readonly string[];
  /** Comments about steps, and the commands that a person runs afterwards. */
  readonly comments: readonly string[];
  readonly frame: string;
}

const OF_STEP = /^ *(?:begin|recapture|run|end) \d/;
const COMMENT = /^ *# (?:\d+\. |Back: | {2})|^# Afterwards, as you and not as root:$/;

export function partsOfScript(script: string): ScriptParts {
  const lines = script.split('\n');
  const isOfPlan = (line: string): boolean => OF_STEP.test(line) || COMMENT.test(line);
  const frame = lines.filter((line) => !isOfPlan(line)).join('\n');
  return {
    steps: lines.filter((line) => OF_STEP.test(line)).map((line) => line.trimStart()),
    comments: lines.filter((line) => COMMENT.test(line)).map((line) => line.trimStart()),
    // How many steps there are is all that the rest may know of the plan, and how many blank lines stand between them.
    frame: frame.replaceAll(/\n{2,}/g, '\n').replace(/mark "DONE \d+"/, 'mark "DONE n"'),
  };
}

/** The text as sh reads it: without comments, and with every single-quoted text replaced by `''`. */
export function unquoted(script: string): string {
  return script.replaceAll(/\\'|'[^']*'|(?<![^\s])#[^\n]*/g, (part) => (part.startsWith('#') ? '' : "''"));
}

/** What bash 3.2, which is /bin/sh on a Mac, does not know, reads in another way, or gets wrong. */
export const NOT_IN_BASH_3_2: Readonly<Record<string, RegExp>> = {
  'an associative array (4.0)': /\b(?:declare|typeset|local) -[a-zA-Z]*A/,
  'a name reference (4.3)': /\b(?:declare|typeset|local) -[a-zA-Z]*n/,
  'a global declaration (4.2)': /\b(?:declare|typeset) -[a-zA-Z]*g/,
  'mapfile or readarray (4.0)': /\b(?:mapfile|readarray)\b/,
  'a coprocess (4.0)': /\bcoproc\b/,
  'upper or lower case in an expansion (4.0)': /\$\{\w+(?:\^|,)/,
  'a transformed expansion (4.4)': /\$\{\w+@/,
  'an index from the end (4.3), or an array at all': /\w\[[^\]]*\]=|\$\{\w+\[/,
  '&>> (4.0)': /&>>/,
  '&> (not POSIX: dash reads it as two things)': /&>/,
  '|& (4.0)': /\|&/,
  ';& or ;;& (4.0)': /;;?&/,
  'a descriptor by name (4.1)': /\{\w+\}[<>]/,
  'wait -n (4.3) or wait -p (5.1)': /\bwait -[np]/,
  'read -N or -i (4.0), or -t with a fraction (4.0)': /\bread (?:-\w+ )*-(?:[Ni]|t ?\d*\.)/,
  'printf -v (not POSIX) or a time in it (4.2)': /\bprintf -v|%\([^)]*\)T/,
  'test -v (4.2) or -R (4.3)': /\[ (?:! )?-[vR] |\btest (?:! )?-[vR] /,
  '[[ (not POSIX)': /\[\[/,
  '(( as a command (not POSIX)': /(?:^|[;&|\s])\(\(/m,
  'a here-string (not POSIX)': /<<</,
  'a here-document, which bash keeps in a file in /tmp': /<<-?\s*[\w'"\\]/,
  'a process as a file (not POSIX)': /[<>]\(/,
  '$\'…\' or $"…" (not POSIX)': /\$['"]/,
  'a sequence with leading zeros or a step (4.0), or any braces': /\{[^{}\s$]*(?:\.\.|,)[^{}\s]*\}/,
  'globstar, lastpipe or another option of shopt': /\bshopt\b/,
  'BASHPID (4.0), EPOCHSECONDS (5.0), SRANDOM (5.1)': /\b(?:BASHPID|EPOCHSECONDS|EPOCHREALTIME|SRANDOM)\b/,
  'function as a word (not POSIX)': /\bfunction\b/,
  'local (not POSIX)': /\blocal\b/,
  'source (not POSIX)': /\bsource\b/,
  '== in a test (not POSIX)': /\[ [^\]\n]*==/,
  'case within $(…), which bash 3.2 cannot read': /\$\((?:[^()]|\([^()]*\))*\bcase\b/,
  'set -o pipefail or errexit, which the report does not survive': /\bset -(?:e|o)/,
  eval: /\beval\b/,
};

const KEYWORDS = /^(?:if|then|else|elif|fi|while|until|do|done|for|in|!|\{|\}|\(|\)|case|esac)$/;

/** The word that stands where sh looks for a command, for every command in the text; single-quoted texts are `''`. */
export function commandWords(text: string): readonly string[] {
  const found: string[] = [];
  for (const line of text.split('\n')) {
    if (/^\s*for \w+ in |^\w+\(\) \{$/.test(line)) continue;
    // Substitutions are commands of their own; what is left of their place is a value.
    const pieces = [line];
    for (let at = 0; at < pieces.length; at += 1) {
      const piece = (pieces[at] ?? '').replaceAll(/\$\(\(([^()]|\([^()]*\))*\)\)/g, '0');
      const inner = /\$\(((?:[^()]|\((?:[^()])*\))*)\)/.exec(piece);
      if (inner === null) pieces[at] = piece;
      else {
        pieces[at] = piece.replace(inner[0], 'VALUE');
        pieces.push(inner[1] ?? '');
        at -= 1;
      }
    }
    for (const piece of pieces) {
      const values = piece.replaceAll(/"(?:[^"\\]|\\.)*"/g, 'VALUE');
      for (const simple of values.split(/;|&&|\|\||\||(?<![<>])&(?!\d)/)) {
        const words = simple
          .replaceAll(/(?<![^\s])[()]|[()](?![^\s])/g, ' ')
          .split(/\s+/)
          .filter((word) => word !== '');
        const first = words.find((word) => !KEYWORDS.test(word) && !/^\w+=/.test(word) && !/^\d*[<>]/.test(word));
        if (first !== undefined) found.push(first);
      }
    }
  }
  return found;
}
