import { describe, expect, it } from 'vitest';
import { lasting, type MacState } from './mac-state';
import { freshMac, stockMac } from './machines';
import { call } from './play';

const SSHD = 'system/com.openssh.sshd';
const PLIST = '/System/Library/LaunchDaemons/ssh.plist';
const asRoot = (state: MacState, ...args: readonly string[]) => call(state, 'root', 'launchctl', ...args);
const asUser = (state: MacState, ...args: readonly string[]) => call(state, 'user', 'launchctl', ...args);
const listens = (state: MacState, port: number): boolean =>
  new RegExp(`^tcp4\\s+0\\s+0\\s+\\*\\.${port} .*LISTEN`, 'm').test(
    call(state, 'user', 'netstat', '-anv', '-p', 'tcp').stdout,
  );

describe('launchctl', () => {
  it('keeps a loaded job running when it is only disabled', () => {
    const { state, exitCode, stdout, stderr } = asRoot(freshMac('26.5'), 'disable', SSHD);
    expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(asUser(state, 'print', SSHD).exitCode).toBe(0);
    expect(asUser(state, 'print-disabled', 'system').stdout).toContain('\t\t"com.openssh.sshd" => disabled\n');
    expect(listens(state, 22)).toBe(true);
  });

  it('stops a job at once with bootout, and closes its port', () => {
    const { state, exitCode } = asRoot(freshMac('26.5'), 'bootout', SSHD);
    expect(exitCode).toBe(0);
    expect(asUser(state, 'print', SSHD)).toMatchObject({
      exitCode: 113,
      stdout: '',
      stderr: 'Bad request.\nCould not find service "com.openssh.sshd" in domain for system\n',
    });
    expect(listens(state, 22)).toBe(false);
    expect(asRoot(state, 'bootout', SSHD)).toMatchObject({
      exitCode: 3,
      stderr: 'Boot-out failed: 3: No such process\n',
    });
  });

  it('leaves out "Bad request." before 26', () => {
    expect(asUser(stockMac('15.6'), 'print', SSHD).stderr).toBe(
      'Could not find service "com.openssh.sshd" in domain for system\n',
    );
  });

  it('brings a job back with enable and bootstrap, exactly as it was', () => {
    const before = freshMac('26.5');
    const off = asRoot(asRoot(before, 'disable', SSHD).state, 'bootout', SSHD).state;
    expect(asRoot(off, 'bootstrap', 'system', PLIST)).toMatchObject({ exitCode: 119 });
    const on = asRoot(asRoot(off, 'enable', SSHD).state, 'bootstrap', 'system', PLIST);
    expect(on.exitCode).toBe(0);
    expect(lasting(on.state)).toEqual(lasting(before));
    expect(asRoot(on.state, 'bootstrap', 'system', PLIST)).toMatchObject({ exitCode: 37 });
  });

  it('refuses every change without root', () => {
    const before = freshMac('26.5');
    const attempts = [
      ['disable', SSHD],
      ['enable', SSHD],
      ['bootout', SSHD],
      ['bootstrap', 'system', PLIST],
    ];
    for (const attempt of attempts) {
      const { state, exitCode, stderr } = asUser(before, ...attempt);
      expect(exitCode).not.toBe(0);
      expect(stderr).not.toBe('');
      expect(lasting(state)).toEqual(lasting(before));
    }
  });

  it('lists no override for a job that nobody has ever touched', () => {
    expect(asUser(stockMac('26.5'), 'print-disabled', 'system').stdout).not.toContain('com.openssh.sshd');
  });

  it('prints a job of its own program, arguments and port', () => {
    const printed = asUser(freshMac('26.5'), 'print', 'system/com.apple.AEServer').stdout;
    expect(printed).toMatch(/^system\/com\.apple\.AEServer = \{\n/);
    expect(printed).toContain('path = /System/Library/LaunchDaemons/com.apple.eppc.plist');
    expect(printed.endsWith('}\n')).toBe(true);
  });

  it('does not know other verbs', () => {
    expect(asRoot(stockMac('26.5'), 'kickstart', '-k', SSHD)).toMatchObject({ exitCode: 64 });
  });
});
