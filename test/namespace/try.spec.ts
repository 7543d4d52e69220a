import { it } from 'vitest';
import { PrivateRoot, whyNoPrivateRoot } from '../sim/real-paths';
it('x', async () => {
  console.log(whyNoPrivateRoot());
  const r = new PrivateRoot();
  console.log(await r.run('id -u; mkdir /Library; echo hi > /Library/x; ls -d /Library /outside; node --version'));
  console.log(await r.runAsPerson('id -u; node -e "console.log(process.getuid(), os.userInfo().username)"; touch /etc/xx; ls /work/main | head -2'));
  await r.place({'/usr/libexec/ApplicationFirewall/socketfilterfw': 'echo "$0" "$@"', '/bin/ls': 'echo fake'});
  console.log(await r.run('/usr/libexec/ApplicationFirewall/socketfilterfw a b; /bin/ls; rm /bin/ls; /bin/ls'));
  console.log(await r.written());
  r.close();
}, 60000);
