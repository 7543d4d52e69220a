import { homedir } from 'node:os';
import { accountName } from './this-mac';

/**
 * The whole environment of every program Batten starts itself.
 *
 * Only who and where the person is comes from outside. The C locale makes tools print what the parsers know.
 */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const account = accountName() ?? '';
  const temporary = process.env['TMPDIR'];
  return {
    PATH: '/usr/bin:/bin:/usr/sbin:/sbin',
    LC_ALL: 'C',
    LANG: 'C',
    HOME: process.env['HOME'] ?? homedir(),
    USER: process.env['USER'] ?? account,
    LOGNAME: process.env['LOGNAME'] ?? account,
    ...(temporary === undefined ? {} : { TMPDIR: temporary }),
  };
}
