import { type Command, command, type CommandResult } from './command';
import type { Policy, ServicePolicy } from './policy';
import type { Clock, CommandRunner } from './runner';

/** A service of the policy that answered before a change and does not any more. */
export interface StoppedService {
  readonly name: string;
  readonly port: number;
}

interface HealthPorts {
  readonly runner: CommandRunner;
  readonly clock: Clock;
}

/** How long a service may take to answer again after it was started anew. */
const RETURN_MS = 20_000;
const FIRST_PAUSE_MS = 500;
const ASK_MS = 6_000;

/** The services of the policy that answer on this Mac now. */
export async function answeringServices(policy: Policy, ports: HealthPorts): Promise<readonly ServicePolicy[]> {
  const asked = policy.services.filter(({ protocol, retired }) => protocol === 'tcp' && retired === undefined);
  const answers = await Promise.all(asked.map(async (service) => ({ service, ok: await answersNow(service, ports) })));
  return answers.filter(({ ok }) => ok).map(({ service }) => service);
}

/** Those of the services that no longer answer, after they had time to come back. */
export async function stoppedServices(
  before: readonly ServicePolicy[],
  ports: HealthPorts,
): Promise<readonly StoppedService[]> {
  const begun = ports.clock.now();
  let silent = before;
  for (let pause = FIRST_PAUSE_MS; ; pause *= 2) {
    const answers = await Promise.all(silent.map((service) => answersNow(service, ports)));
    silent = silent.filter((_, index) => answers[index] !== true);
    if (silent.length === 0 || ports.clock.now() - begun + pause > RETURN_MS) break;
    await ports.clock.sleep(pause);
  }
  return silent.map(({ name, port }) => ({ name, port }));
}

/** The question itself: a TCP connection from this Mac, or an HTTP request where the policy declares one. */
export function healthCommand({ port, health }: ServicePolicy): Command {
  if (health === undefined) return command('nc', '-z', '-w', '2', '127.0.0.1', String(port));
  const url = `http://127.0.0.1:${port}${health.path}`;
  // A person's own .curlrc must not decide about the answer; it is left out only where this stands first.
  const quiet = ['--disable', '--silent', '--max-time', '5', '--noproxy', '*', '--output', '/dev/null'];
  return command('curl', ...quiet, '--write-out', '%{http_code}', url);
}

/** What cannot be asked does not answer: the outcome of a change must not be lost by it. */
async function answersNow(service: ServicePolicy, { runner }: HealthPorts): Promise<boolean> {
  try {
    const result = await runner.run(healthCommand(service), { timeoutMs: ASK_MS });
    return result.kind === 'exited' && result.exitCode === 0 && saysYes(service, result);
  } catch {
    return false;
  }
}

/** A server that answers with an error of its own does not serve. */
function saysYes({ health }: ServicePolicy, result: Extract<CommandResult, { kind: 'exited' }>): boolean {
  return health === undefined || /^[1-4]\d\d$/.test(result.stdout.trim());
}
