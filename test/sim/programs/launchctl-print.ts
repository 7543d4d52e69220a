import type { MacState } from '../mac-state';
import { serviceOf } from '../mac-state';
import { type Job, jobOf } from './jobs';

const SMD_PID = 541;

/** What `launchctl print system/<label>` says of a loaded job, after a capture from 26.5. */
export function printJob(state: MacState, label: string): string {
  const { submittedBySmd } = serviceOf(state, label);
  const job = jobOf(label) ?? bareJob(label);
  return [
    `system/${label} = {`,
    '\tactive count = 0',
    `\tpath = ${submittedBySmd ? `(submitted by smd[${SMD_PID}])` : job.plist}`,
    `\ttype = ${submittedBySmd ? 'Submitted' : 'LaunchDaemon'}`,
    '\tstate = not running',
    '',
    `\tprogram = ${job.program}`,
    '\targuments = {',
    ...job.arguments.map((argument) => `\t\t${argument}`),
    '\t}',
    '',
    '\tstderr path = /dev/null',
    ...environment(label),
    ...(job.service === undefined ? [] : onDemand(label, job.service, job.bonjour)),
    ...ENDING,
    '',
  ].join('\n');
}

function bareJob(label: string): Job {
  return {
    label,
    plist: `/System/Library/LaunchDaemons/${label}.plist`,
    program: `/usr/libexec/${label.slice(label.lastIndexOf('.') + 1)}`,
    arguments: [`/usr/libexec/${label.slice(label.lastIndexOf('.') + 1)}`],
    bonjour: [],
    sockets: [],
  };
}

function environment(label: string): readonly string[] {
  return [
    '\tdefault environment = {',
    '\t\tPATH => /usr/bin:/bin:/usr/sbin:/sbin',
    '\t}',
    '',
    '\tenvironment = {',
    '\t\tOSLogRateLimit => 64',
    '\t\tMallocSpaceEfficient => 0',
    `\t\tXPC_SERVICE_NAME => ${label}`,
    '\t}',
    '',
    '\tdomain = system',
    '\tminimum runtime = 10',
    '\texit timeout = 5',
    '\truns = 0',
    '\tlast exit code = (never exited)',
    '',
  ];
}

function onDemand(label: string, service: string, bonjour: readonly string[]): readonly string[] {
  return [
    '\tevent triggers = {',
    '\t\tListeners => {',
    '\t\t\tkeepalive = 0',
    `\t\t\tservice = ${label}`,
    '\t\t\tstream = com.apple.bonjour.registration',
    '\t\t\tmonitor = com.apple.UserEventAgent-System',
    '\t\t\tdescriptor = {',
    '\t\t\t\t"Bonjour" => [',
    ...bonjour.map((name, at) => `\t\t\t\t\t${at} = "${name}"`),
    '\t\t\t\t]',
    `\t\t\t\t"SockServiceName" => "${service}"`,
    '\t\t\t}',
    '\t\t}',
    '\t}',
    '',
    '\tevent channels = {',
    '\t\t"com.apple.bonjour.registration" = {',
    '\t\t\tport = 0x0',
    '\t\t\tactive = 0',
    '\t\t\tmanaged = 1',
    '\t\t\treset = 0',
    '\t\t\thide = 0',
    '\t\t\twatching = 1',
    '\t\t}',
    '\t}',
    '',
    '\tsockets = {',
    '\t\t"Listeners" = {',
    '\t\t\ttype = stream',
    `\t\t\tservice name = ${service}`,
    '',
    '\t\t\tsockets = {',
    '\t\t\t\t7 (no bytes to read)',
    '\t\t\t\t8 (no bytes to read)',
    '\t\t\t}',
    '',
    '\t\t\tactive = 0',
    '\t\t\tpassive = 1',
    '\t\t\tbonjour = 1',
    '\t\t\tipv4v6 = 0',
    '\t\t\treceive_packet_info = 0',
    '\t\t}',
    '\t}',
    '',
  ];
}

const ENDING: readonly string[] = [
  '\tspawn type = interactive (4)',
  '\tjetsam priority = 180',
  '\tjetsam memory limit (active, soft) = 30 MB',
  '\tjetsam memory limit (inactive, soft) = 30 MB',
  '\tjetsamproperties category = daemon',
  '\tjetsam thread limit = 32',
  '\tcpumon = default',
  '',
  '\tproperties = supports transactions | supports pressured exit | inferred program',
  '}',
];
