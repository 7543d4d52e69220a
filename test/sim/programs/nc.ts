import { complains, notModelled, type SimulatedProgram } from './program';
import { answeringAt } from './sockets';

const SERVICES: Readonly<Record<number, string>> = { 22: 'ssh', 80: 'http', 5432: 'postgresql' };

/** `nc -z [-w|-G SECONDS] 127.0.0.1 PORT`: whether anybody accepts a connection, told on stderr. */
export const nc: SimulatedProgram = (state, args) => {
  const words = args.filter((word, at) => !/^-[wG]$/.test(word) && !/^-[wG]$/.test(args[at - 1] ?? ''));
  const [flag, host, port] = words;
  const isModelled = flag === '-z' && (host === '127.0.0.1' || host === 'localhost') && /^\d+$/.test(port ?? '');
  if (!isModelled || words.length !== 3) return { state, latencyMs: 12, result: notModelled('nc', args) };
  const [number, target] = [Number(port), `${host} port ${port}`];
  const result =
    answeringAt(state, number) === undefined
      ? complains(`nc: connectx to ${target} (tcp) failed: Connection refused\n`)
      : complains(`Connection to ${target} [tcp/${SERVICES[number] ?? '*'}] succeeded!\n`, 0);
  return { state, latencyMs: 12, result };
};
