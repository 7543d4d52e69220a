/**
 * Answers made to be slow to read: long runs of what patterns repeat over, and beginnings that lead a parser in.
 *
 * No tool prints these. But a tool that goes wrong must not stop the app, and while a parser runs nothing else does.
 */
export const HOSTILE_HEADS = ['', 'disabled services = {\n', 'tcp4 0 0 ', 'tcp4 0 0 *.22 *.* LISTEN '];

export const HOSTILE_LINES = [
  '\n',
  ' ',
  '\t\n',
  'a',
  'a\n',
  'a\r\n',
  '.',
  '1',
  '1.',
  ' 1',
  ':1 ',
  '"',
  '"a" => b\n',
  '"" => ',
  'tcp4 0 0 ',
  'tcp4 0 0 *.22 ',
  'disabled services = {\n',
  'disabled services = {\n "a" => b\n',
  'Firewall is ',
  'Firewall is (State = ',
  'Proto Recv-Q Send-Q ',
  'SMB guest access enabled ',
  'SMB guest access enabled\n\n',
  'a on / (',
  'a on / (b)\n\n',
  'ProductVersion: 1',
  'ProductVersion:\n',
  'com.openssh.sshd = {\n\n',
  '"com.openssh.sshd" => enabled\n',
  'Could not find service "com.openssh.sshd" in domain for system\n\n',
  '[',
  '{"a":',
];
