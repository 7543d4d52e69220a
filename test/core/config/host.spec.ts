import { describe, expect, it } from 'vitest';
import { hostAndPort, hostScope, hostWords, isAddress, isPorts } from '../../../src/core/config/host';

describe('the host of a listening address', () => {
  it.each([
    ['127.0.0.1', 'this-mac'],
    ['127.255.0.1', 'this-mac'],
    ['::1', 'this-mac'],
    ['[::1]', 'this-mac'],
    ['0:0:0:0:0:0:0:1', 'this-mac'],
    ['localhost', 'this-mac'],
    ['LOCALHOST', 'this-mac'],
    ['', 'wider'],
    ['*', 'wider'],
    ['0.0.0.0', 'wider'],
    ['::', 'wider'],
    ['192.168.1.5', 'wider'],
    ['100.64.0.1', 'wider'],
    ['8.8.8.8', 'wider'],
    ['fd7a:115c:a1e0::1', 'wider'],
    ['fe80::1%lo0', 'wider'],
    ['::ffff:127.0.0.1', 'unclear'],
    ['::127.0.0.1', 'unclear'],
    ['mac.local', 'unclear'],
    ['localhost.example.org', 'unclear'],
    ['127.0.0.1.example.org', 'unclear'],
    // Forms that some programs take for a loopback address and others do not.
    ['127.1', 'unclear'],
    ['0177.0.0.1', 'unclear'],
    ['127.0.0.01', 'unclear'],
    ['0x7f.0.0.1', 'unclear'],
    ['2130706433', 'unclear'],
    ['127.0.0.256', 'unclear'],
    ['1::2::3', 'unclear'],
  ])('%s is %s', (host, scope) => expect(hostScope(host)).toBe(scope));

  it.each([
    ['', 'every address'],
    ['::', 'every address'],
    ['[::]', 'every address'],
    ['127.0.0.2', 'this Mac only'],
    ['[fd00::5]', 'fd00::5'],
  ])('%s is said as "%s"', (host, words) => expect(hostWords(host)).toBe(words));

  it.each([
    ['127.0.0.1:80', '127.0.0.1', ':80'],
    ['[::1]:80', '[::1]', ':80'],
    ['[::1]', '[::1]', ''],
    ['::1', '::1', ''],
    ['*:80', '*', ':80'],
    [':80', '', ':80'],
    ['localhost', 'localhost', ''],
    ['localhost:8000-8010', 'localhost', ':8000-8010'],
    ['', '', ''],
  ])('of "%s" is "%s" before "%s"', (text, host, port) => expect(hostAndPort(text)).toEqual({ host, port }));

  it.each([
    'a:b',
    '1:2:3',
    '::1:x',
    '[::1',
    '127.0.0.1:65536',
    '127.0.0.1:80-90-100',
    'a b',
    '65536',
    '127.1',
    '[x]:80',
  ])('is not found in "%s"', (text) => expect(hostAndPort(text)).toBeUndefined());

  it('tells addresses and ports from other text', () => {
    expect(['1.2.3.4', '::', '[fd00::1]'].every(isAddress)).toBe(true);
    expect(['', 'x', '1.2.3', '[1.2.3.4]', ':', '1234'].some(isAddress)).toBe(false);
    expect(['0', '80', '80-90', '65535'].every(isPorts)).toBe(true);
    expect(['', '-', '80-', '65536', '8a', '1-2-3', '+1'].some(isPorts)).toBe(false);
  });
});
