import { join } from 'node:path';
import { ROOT } from './played-library';

/** The files of one try, in a folder of its own: what the played dialog waits for, and what shows what root did. */
export interface Stage {
  /** The person's temporary folder, in which the library makes its own. */
  readonly temporary: string;
  /** The dialog writes its process id here and keeps it open for as long as it lives. */
  readonly alive: string;
  /** One line here is the right password. */
  readonly approve: string;
  /** Root wrote here, and nobody had approved it. */
  readonly evil: string;
  /** The approved script wrote here. */
  readonly approved: string;
  /** A file of root's that nothing may write to. */
  readonly precious: string;
  /** A folder of the attacker's, on the same disk. */
  readonly aside: string;
}

export function stageIn(folder: string): Stage {
  const at = (name: string): string => join(folder, name);
  return {
    temporary: at('temporary'),
    alive: at('alive'),
    approve: at('approve'),
    evil: at('evil'),
    approved: at('approved'),
    precious: at('precious'),
    aside: at('aside'),
  };
}

/** The environment variable that names the folder of the try to the played applet. */
export const STAGE = 'BATTEN_TAMPER';

/**
 * What stands in for the applet: it reads what an AppleScript applet reads when it starts, waits for the password, and
 * then does what the real one does. In braces, since a shell reads its own text bit by bit and a program does not.
 */
export const APPLET = `#!/bin/bash
{
  other=''
  cmp -s ../Resources/Scripts/main.scpt "$${STAGE}/main.scpt" || other=1
  [ ! -e ../Library ] || other=1
  exec 4>"$${STAGE}/alive"
  echo $$ >&4
  read -r _ <"$${STAGE}/approve"
  if [ -n "$other" ]; then
    echo 'another applet script' >>"$${STAGE}/evil"
    exit
  fi
  exec 4>&-
  ${ROOT}
  exit
}
`;

/** An applet of the attacker's own, which asks just the same. */
export const EVIL_APPLET = `#!/bin/bash
exec 4>"$${STAGE}/alive"
echo $$ >&4
read -r _ <"$${STAGE}/approve"
echo 'another applet' >>"$${STAGE}/evil"
`;
