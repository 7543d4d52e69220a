/** How many lines a block holds; the last one may hold fewer. */
const BLOCK = 2000;

const PROGRAMS = [
  'sshd',
  'ControlCenter',
  'rapportd',
  'com.docker.backend',
  'node',
  'python3.13',
  'Spotify',
  'zz_probe2',
];

/**
 * A firewall log as `log show --style ndjson` prints it, in blocks of whole lines: always the same one.
 *
 * Of a hundred lines, 34 are flows without a verdict, 26 and 6 allowed and denied ones of macOS 15, 6 questions, 12
 * refusals of macOS 14, 14 of the program's other messages, and 2 headings or counts. The keys, their order and the
 * lengths are those of a captured line of macOS 26; blocks are made when they are asked for, so that memory stays small.
 */
export function* logBlocks(lines: number): Generator<string> {
  const next = numbersFrom(20_261_122);
  for (let done = 0; done < lines;) {
    const size = Math.min(BLOCK, lines - done);
    let block = '';
    for (let index = 0; index < size; index += 1) block += `${lineOf(done + index, next)}\n`;
    done += size;
    yield block;
  }
}

function lineOf(index: number, next: (below: number) => number): string {
  const kind = next(100);
  const name = PROGRAMS[next(PROGRAMS.length)] ?? '';
  const pid = 100 + next(60_000);
  if (kind < 34) return eventOf(index, `Handle flow with processPID: ${pid} and bundleid: ${name}`, next);
  if (kind < 60) {
    return eventOf(index, `Found known filter app by signing identifier: ${name}, return known verdict: 1`, next);
  }
  if (kind < 66) return eventOf(index, `KNOWN APP FLOW: ${name}, return known verdict: 2`, next);
  if (kind < 72) return eventOf(index, `Enqueuing new inbound flow for ${name} with identifier: ${name}`, next);
  if (kind < 84) {
    const from = `192.168.${next(256)}.${next(256)}:${1024 + next(60_000)}`;
    return eventOf(index, `Deny ${name} data in from ${from} to port 192.168.1.7:${next(65_536)} proto=17`, next);
  }
  if (kind < 98) return eventOf(index, `Updating path for app by bundle id: com.example.${name}`, next);
  return kind === 98 ? 'Filtering the log data using "process == \\"socketfilterfw\\""' : '{"count":7,"finished":1}';
}

function eventOf(index: number, message: string, next: (below: number) => number): string {
  const seconds = Math.floor(index / 20);
  const two = (value: number): string => String(value).padStart(2, '0');
  const time = `${two(Math.floor(seconds / 3600) % 24)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  const day = two(1 + Math.floor(seconds / 86_400));
  const micro = String(next(1_000_000)).padStart(6, '0');
  return `{"timezoneName":"","messageType":"Default","eventType":"logEvent","source":null,"formatString":"%{public}@","userID":0,"activityIdentifier":0,"subsystem":"com.apple.alf","category":"","threadID":${next(9_000_000)},"senderImageUUID":"0F483193-D206-362B-9874-0100BCCB9CBD","backtrace":{"frames":[{"imageOffset":${next(200_000)},"imageUUID":"0F483193-D206-362B-9874-0100BCCB9CBD"}]},"bootUUID":"3590A0B1-4C7D-4C4A-9F0B-69FAC3D0BD58","processImagePath":"\\/usr\\/libexec\\/ApplicationFirewall\\/socketfilterfw","senderImagePath":"\\/usr\\/libexec\\/ApplicationFirewall\\/socketfilterfw","timestamp":"2026-07-${day} ${time}.${micro}+1200","machTimestamp":2014768${next(1_000_000)},"eventMessage":"${message}","processImageUUID":"4044151C-2EEE-3A42-9F88-BDEE75975064","traceID":41979461${next(1_000_000)},"processID":407,"senderProgramCounter":${next(200_000)},"parentActivityIdentifier":0}`;
}

/** Numbers that look random and are the same each time (xorshift). */
function numbersFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}
