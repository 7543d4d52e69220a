import { describe, expect, it } from 'vitest';
import { isOfMacos, KNOWN_LISTENERS, knownListener, switchOf } from '../../../src/core/exposure/known-listeners';
import { ownerOf } from '../../../src/core/exposure/owner';
import type { SocketOwner } from '../../../src/core/exposure/socket';
import { TASKS } from '../../../src/tasks';
import { LAUNCHD, process, socketAt } from './exposure-parts';

const NOTHING = { containers: [], args: new Map<number, string>() };
const CONTROL_CENTER = '/System/Library/CoreServices/ControlCenter.app/Contents/MacOS/ControlCenter';

describe('a part of macOS', () => {
  it.each([
    [LAUNCHD, 'tcp', 22, 'Remote Login', { kind: 'task', taskId: 'remote-login' }],
    [LAUNCHD, 'tcp', 445, 'File Sharing', { kind: 'task', taskId: 'file-sharing' }],
    [LAUNCHD, 'tcp', 5900, 'Screen Sharing', { kind: 'task', taskId: 'screen-sharing' }],
    [LAUNCHD, 'tcp', 3031, 'Remote Apple Events', { kind: 'task', taskId: 'remote-apple-events' }],
    [
      process(528, '/System/Library/CoreServices/RemoteManagement/ARDAgent.app/Contents/MacOS/ARDAgent'),
      'udp',
      3283,
      'Remote Management',
      { kind: 'task', taskId: 'remote-management' },
    ],
    [process(313, '/sbin/nfsd'), 'tcp', 2049, 'NFS sharing', { kind: 'task', taskId: 'nfs-sharing' }],
    [{ pid: 0, name: 'kernel_task' }, 'tcp', 2049, 'NFS sharing', { kind: 'task', taskId: 'nfs-sharing' }],
    [process(646, CONTROL_CENTER), 'tcp', 5000, 'AirPlay Receiver', { kind: 'steps' }],
    [process(646, CONTROL_CENTER), 'tcp', 7000, 'AirPlay Receiver', { kind: 'steps' }],
    [process(646, CONTROL_CENTER), 'tcp', 49_200, 'ControlCenter', { kind: 'none' }],
    [process(390, '/usr/sbin/mDNSResponder'), 'udp', 5353, 'Bonjour', { kind: 'none' }],
    [process(640, '/usr/libexec/rapportd'), 'tcp', 55_230, 'Handoff and Continuity', { kind: 'none' }],
    [
      process(116, '/System/Library/PrivateFrameworks/Heimdal.framework/Helpers/kdc'),
      'tcp',
      88,
      'Kerberos',
      { kind: 'none' },
    ],
    [process(377, '/usr/sbin/cupsd'), 'tcp', 631, 'Printing', { kind: 'steps' }],
    [process(99, '/usr/sbin/httpd'), 'tcp', 80, 'Apache web server', { kind: 'steps' }],
    [process(700, '/usr/libexec/someFutureDaemon'), 'tcp', 4321, 'someFutureDaemon', { kind: 'none' }],
  ] as const)('%o on %s %i is %s', (owner, protocol, port, service, how) => {
    const known = knownListener(owner, protocol, port);
    expect(known?.service).toBe(service);
    expect(known?.how).toMatchObject(how);
  });

  it.each<[string, SocketOwner, number]>([
    ['has only the name', { pid: 640, name: 'rapportd' }, 55_230],
    ['is elsewhere', process(640, '/Users/alex/rapportd'), 55_230],
    ['is on a writable volume below /System', process(640, '/System/Volumes/Data/Users/alex/rapportd'), 55_230],
    ['is reached over ..', process(640, '/usr/libexec/../../Users/alex/rapportd'), 55_230],
    ['is launchd with another service', LAUNCHD, 8080],
    ['calls itself launchd', { pid: 4000, name: 'launchd' }, 22],
    ['is a tool of macOS for people', process(5, '/usr/bin/nc'), 4444],
    ['is an interpreter of macOS', process(5, '/usr/bin/python3'), 8000],
    [
      'is an interpreter within the system',
      process(5, '/System/Library/Frameworks/Ruby.framework/Versions/2.6/usr/bin/ruby'),
      8000,
    ],
    ['is an SSH server of one’s own', process(5, '/usr/sbin/sshd'), 2222],
  ])('is none that %s', (_what, owner, port) => {
    expect(knownListener(owner, 'tcp', port)).toBeUndefined();
    expect(ownerOf(socketAt(`*:${port}`), owner, NOTHING).owner.kind).toBe('program');
  });

  it('is proven by launchd’s number too, where nobody told the path', () => {
    expect(isOfMacos({ pid: 1, name: 'launchd' })).toBe(true);
    expect(isOfMacos({ pid: 2, name: 'launchd' })).toBe(false);
    expect(isOfMacos(process(8, '/System/Volumes/Preboot/Cryptexes/App/usr/libexec/x'))).toBe(true);
  });

  it('says of a program with such a name that nothing is proven', () => {
    const owned = ownerOf(socketAt('*:5000'), process(9, '/tmp/ControlCenter'), NOTHING);
    expect(owned.owner).toEqual({ kind: 'program', name: 'ControlCenter', path: '/tmp/ControlCenter' });
    expect(owned.notes).toEqual([
      'It is called ControlCenter like a part of macOS, but it was started from /tmp/ControlCenter, so that is not proven.',
    ]);
    expect(ownerOf(socketAt('*:5000'), { pid: 9, name: 'ControlCenter' }, NOTHING).notes).toEqual([
      'It is called ControlCenter like a part of macOS, but where it was started from is not known, so that is not proven.',
    ]);
    expect(ownerOf(socketAt('*:8080'), LAUNCHD, NOTHING).notes).toEqual([
      'launchd holds it for a service that it starts when somebody connects; which one is not known.',
    ]);
  });

  it('names only tasks of the catalogue, and each service has one way to be turned off', () => {
    const ids = TASKS.map(({ id }) => id);
    for (const { service, how } of KNOWN_LISTENERS) {
      if (how.kind === 'task') expect(ids).toContain(how.taskId);
      expect(switchOf(service)).toEqual(how);
    }
    expect(switchOf('someFutureDaemon').kind).toBe('none');
  });
});

describe('a program of a person’s', () => {
  it.each([
    ['/opt/homebrew/opt/postgresql@16/bin/postgres', 'Postgres'],
    ['/Applications/Postgres.app/Contents/Versions/16/bin/postgres', 'Postgres.app'],
    ['/opt/homebrew/opt/redis/bin/redis-server', 'Redis'],
    ['/Applications/Ollama.app/Contents/Resources/ollama', 'Ollama'],
    ['/Applications/Dropbox.app/Contents/MacOS/Dropbox', 'Dropbox'],
    ['/Applications/Spotify.app/Contents/MacOS/Spotify', 'Spotify'],
    ['/opt/homebrew/bin/node', 'node'],
  ])('%s is called %s', (path, name) => {
    expect(ownerOf(socketAt('*:80'), process(5, path), NOTHING)).toEqual({
      owner: { kind: 'program', name: path.slice(path.lastIndexOf('/') + 1), path },
      name,
      notes: [],
    });
  });

  it('is unknown where nobody names it', () => {
    expect(ownerOf(socketAt('*:80'), undefined, NOTHING).owner).toEqual({ kind: 'unknown' });
    expect(ownerOf(socketAt('*:80'), { pid: 77 }, NOTHING)).toMatchObject({
      owner: { kind: 'unknown' },
      name: 'Process 77',
    });
  });
});
