import { describe, expect, it } from 'vitest';
import { parseProgressLog, parseScriptReport, refusalInWords, type ScriptReport } from '../../src/core/script-report';
import { systemEntropy } from '../../src/platform/entropy';
import { fc } from './fixed-chance';

const NONCE = '00112233445566778899aabbccddeeff';
const decode = (text: string): string => systemEntropy.decodeBase64(text);
const encode = (text: string): string => Buffer.from(text).toString('base64');

const LOG = [
  'BEGUN 1764000000',
  'BEGIN 1',
  `BEFORE 1 globalState 0 ${encode('Firewall is disabled. (State = 0)')}`,
  `COMMAND 1 1 0 ${encode('Firewall is enabled. (State = 1)')}`,
  'END 1 no',
  'BEGIN 2',
  `BEFORE 2 loaded 113 ${encode('Could not find service')}`,
  'COMMAND 2 1 0 ',
  `COMMAND 2 2 150 ${encode('Boot-out failed: 150: Operation not permitted')}`,
  'END 2 yes',
  'DONE 2',
];
const STDOUT = `${LOG.map((line) => `@@BATTEN ${NONCE} ${line}`).join('\n')}\n`;
const REPORT: ScriptReport = {
  end: 'done',
  steps: [
    {
      step: 1,
      before: [{ key: 'globalState', exitCode: 0, output: 'Firewall is disabled. (State = 0)' }],
      commands: [{ exitCode: 0, output: 'Firewall is enabled. (State = 1)' }],
      end: 'completed',
    },
    {
      step: 2,
      before: [{ key: 'loaded', exitCode: 113, output: 'Could not find service' }],
      commands: [
        { exitCode: 0, output: '' },
        { exitCode: 150, output: 'Boot-out failed: 150: Operation not permitted' },
      ],
      end: 'failed',
    },
  ],
};

describe("the report of a script's output", () => {
  it('tells every command of every step, and what was before it', () => {
    expect(parseScriptReport(STDOUT, NONCE, decode)).toEqual(REPORT);
    expect(parseProgressLog(`${LOG.join('\n')}\n`, decode)).toEqual(REPORT);
  });

  it('reads the line ends of AppleScript as well', () => {
    expect(parseScriptReport(STDOUT.replaceAll('\n', '\r'), NONCE, decode)).toEqual(REPORT);
    expect(parseScriptReport(STDOUT.replaceAll('\n', '\r\n'), NONCE, decode)).toEqual(REPORT);
  });

  it('ignores markers that do not know the nonce, wherever they stand', () => {
    const forged = fc.oneof(
      fc.constantFrom(
        '@@BATTEN DONE 9',
        `@@BATTEN ${NONCE.slice(1)}0 END 2 no`,
        `@@BATTEN ${NONCE.toUpperCase()} END 2 no`,
        ` @@BATTEN ${NONCE} END 2 no`,
        `Firewall says: @@BATTEN ${NONCE} END 2 no`,
        `@@BATTEN  ${NONCE} END 2 no`,
        `@@BATTEN ${NONCE}`,
        'REFUSED expired',
        'END 2 no',
      ),
      fc.string({ unit: 'binary' }).filter((text) => !/^@@BATTEN /m.test(text) && !/[\r\n]@@BATTEN/.test(text)),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(LOG.length), forged), { maxLength: 8 }), (insertions) => {
        const lines = STDOUT.split('\n');
        for (const [at, line] of insertions) lines.splice(at, 0, line);
        expect(parseScriptReport(lines.join('\n'), NONCE, decode)).toEqual(REPORT);
      }),
    );
  });

  it('cut off at any place never throws, never says more than happened, and is done only at its end', () => {
    for (let length = 0; length < STDOUT.length; length += 1) {
      const report = parseScriptReport(STDOUT.slice(0, length), NONCE, decode);
      expect(report.refusal).toBeUndefined();
      expect([length, report.end]).toEqual([length, STDOUT.slice(0, length).endsWith('DONE 2') ? 'done' : 'cut-off']);
      for (const { step, end, commands, before } of report.steps) {
        const whole = REPORT.steps.find((one) => one.step === step);
        expect([length, whole === undefined]).toEqual([length, false]);
        expect(commands.length).toBeLessThanOrEqual(whole?.commands.length ?? 0);
        expect(before.length).toBeLessThanOrEqual(whole?.before.length ?? 0);
        if (end === 'completed') expect(whole?.end).toBe('completed');
      }
    }
  });

  it('is no report, and no error, for arbitrary text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(parseScriptReport(text, NONCE, decode)).toEqual({ end: 'cut-off', steps: [] });
      }),
    );
    const line = fc
      .tuple(
        fc.constantFrom('BEGIN', 'BEFORE', 'COMMAND', 'END', 'DONE', 'REFUSED', 'BEGUN', 'toString', ''),
        fc.array(fc.oneof(fc.string(), fc.constantFrom('1', '-1', 'NaN', '1e999', '__proto__', '0x10')), {
          maxLength: 5,
        }),
      )
      .map(([verb, words]) => `@@BATTEN ${NONCE} ${[verb, ...words].join(' ')}`);
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const report = parseScriptReport(lines.join('\n'), NONCE, decode);
        expect(() => JSON.stringify(report)).not.toThrow();
        expect(['done', 'refused', 'cut-off']).toContain(report.end);
      }),
    );
  });

  it.each(['not-root', 'expired', 'asker-gone', 'log-is-a-link', 'no-log', 'ran-before', 'other'] as const)(
    'says in words that the script refused: %s',
    (refusal) => {
      const report = parseScriptReport(`@@BATTEN ${NONCE} REFUSED ${refusal}\n`, NONCE, decode);
      expect(report).toEqual({ end: 'refused', refusal, steps: [] });
      expect(refusalInWords(refusal)).toMatch(/^(the|its|this) .{10,}[^.]$/);
    },
  );

  it('takes a refusal it does not know for one all the same', () => {
    const report = parseScriptReport(`@@BATTEN ${NONCE} REFUSED mood\n`, NONCE, decode);
    expect(report).toEqual({ end: 'refused', refusal: 'other', steps: [] });
  });
});
