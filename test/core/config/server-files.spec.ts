import { describe, expect, it } from 'vitest';
import type { ConfigFormat } from '../../../src/core/config/config-format';
import { CONFIG_KINDS } from '../../../src/core/config/config-kinds';
import { adviceFor, closedText, holdToPromises } from './promises';

/** Open, closed, and the words for what is open. */
type Case = readonly [name: string, open: string, closed: string, words: string];

const variants: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.replaceAll('\n', '\r\n'),
  (text) => `\uFEFF${text}`,
  (text) => text.replace(/\n$/, ''),
  (text) => `\uFEFF${text.replaceAll('\n', '\r\n')}`.replace(/\r\n$/, ''),
];

function closes(format: ConfigFormat, cases: readonly Case[]): void {
  it.each(cases)('is closed and opened again: %s', (_name, open, closed, words) => {
    const kind = CONFIG_KINDS[format];
    for (const variant of variants) {
      expect(holdToPromises(kind, variant(open), '')).toBe('closed');
      expect(closedText(kind, variant(open), '')).toBe(variant(closed));
    }
    expect(kind.find(open, '')).toMatchObject({ value: { words, shared: [] } });
  });
}

function stays(format: ConfigFormat, cases: readonly (readonly [name: string, text: string, words: string])[]): void {
  it.each(cases)('stays as it is: %s', (_name, text, words) => {
    const kind = CONFIG_KINDS[format];
    for (const variant of variants) expect(holdToPromises(kind, variant(text), '')).toBe('closed already');
    expect(kind.find(text, '')).toMatchObject({ value: { bound: 'this-mac', words } });
  });
}

function advises(
  format: ConfigFormat,
  cases: readonly (readonly [name: string, text: string, bound: 'wider' | 'unclear' | 'unreadable', advice: RegExp])[],
): void {
  it.each(cases)('is left to the person: %s', (_name, text, bound, advice) => {
    const kind = CONFIG_KINDS[format];
    for (const variant of variants) {
      expect(holdToPromises(kind, variant(text), '')).toBe(bound === 'unreadable' ? bound : 'advice');
    }
    expect(adviceFor(kind, text, '')).toMatch(advice);
    const found = kind.find(text, '');
    expect(found.kind === 'read' ? found.value.bound : found.kind).toBe(bound);
  });
}

describe('postgresql.conf', () => {
  closes('postgresql', [
    ['everything', "listen_addresses = '*'\n", "listen_addresses = 'localhost'\n", 'listens on every address'],
    [
      'a comment behind, and tabs',
      "# -\nport = 5432\nlisten_addresses = '0.0.0.0'\t\t# what IP\n\t\t\t# (change)\n",
      "# -\nport = 5432\nlisten_addresses = 'localhost'\t\t# what IP\n\t\t\t# (change)\n",
      'listens on every address',
    ],
    ['no equals sign', "  listen_addresses '*'\n", "  listen_addresses 'localhost'\n", 'listens on every address'],
    ['no blanks', "listen_addresses='*'#x\n", "listen_addresses='localhost'#x\n", 'listens on every address'],
    ['in capitals', "LISTEN_ADDRESSES = '*'\n", "LISTEN_ADDRESSES = 'localhost'\n", 'listens on every address'],
    [
      'a list',
      "listen_addresses = 'localhost, 192.168.1.5'\n",
      "listen_addresses = 'localhost'\n",
      'listens on this Mac only, 192.168.1.5',
    ],
    ['IPv6', "listen_addresses = '::'\n", "listen_addresses = 'localhost'\n", 'listens on every address'],
    ['a name', 'listen_addresses = mac.local\n', "listen_addresses = 'localhost'\n", 'listens on mac.local'],
    [
      'the last of several',
      "listen_addresses = '*'\nlisten_addresses = '10.0.0.1'\n",
      "listen_addresses = '*'\nlisten_addresses = 'localhost'\n",
      'listens on 10.0.0.1',
    ],
    [
      'files before it',
      "include_dir = 'conf.d'\nlisten_addresses = '*'\n",
      "include_dir = 'conf.d'\nlisten_addresses = 'localhost'\n",
      'listens on every address',
    ],
  ]);
  stays('postgresql', [
    ['nothing', '', 'says no address, so it listens on this Mac only'],
    [
      'a comment',
      "#listen_addresses = '*'\n # listen_addresses = '*'\n",
      'says no address, so it listens on this Mac only',
    ],
    ['another name', "listen_addresses_old = '*'\n", 'says no address, so it listens on this Mac only'],
    ['localhost', "listen_addresses = 'localhost'\n", 'listens on this Mac only'],
    ['localhost as a word', 'listen_addresses = localhost\n', 'listens on this Mac only'],
    ['loopback addresses', "listen_addresses = '127.0.0.1, ::1'\n", 'listens on this Mac only'],
    ['no address at all', "listen_addresses = ''\n", 'listens on no address'],
    ['the last one', "listen_addresses = '*'\nlisten_addresses = 'localhost'\n", 'listens on this Mac only'],
  ]);
  advises('postgresql', [
    ['files after it', "listen_addresses = 'localhost'\ninclude 'x.conf'\n", 'unclear', /x\.conf/],
    ['files alone', "include_if_exists = 'x.conf'\n", 'unclear', /x\.conf/],
    ['a star without quotes', 'listen_addresses = *\n', 'unreadable', /not understood/],
    ['a quote that is not closed', "listen_addresses = '*\n", 'unreadable', /not understood/],
    ['a quote within', "listen_addresses = 'a''b'\n", 'unreadable', /not understood/],
    ['an escape', "listen_addresses = '\\052'\n", 'unreadable', /not understood/],
    ['more behind', "listen_addresses = '*' '*'\n", 'unreadable', /not understood/],
    ['no value', 'listen_addresses =\n', 'unreadable', /not understood/],
  ]);
});

describe('redis.conf', () => {
  closes('redis', [
    ['0.0.0.0', 'bind 0.0.0.0\nport 6379\n', 'bind 127.0.0.1 ::1\nport 6379\n', 'listens on every address'],
    ['stars', 'bind * -::*\nport 6379\n', 'bind 127.0.0.1 ::1\nport 6379\n', 'listens on every address'],
    ['IPv6', 'bind -::\n# end\n', 'bind 127.0.0.1 ::1\n# end\n', 'listens on every address'],
    [
      'the local network',
      '  BIND\t127.0.0.1  192.168.1.5  \n\n',
      '  BIND\t127.0.0.1 ::1  \n\n',
      'listens on this Mac only, 192.168.1.5',
    ],
    ['the last line', 'port 1\nbind 0.0.0.0\n', 'port 1\nbind 127.0.0.1 ::1\n', 'listens on every address'],
    ['the only line', 'bind 0.0.0.0\n', 'bind 127.0.0.1 ::1\n', 'listens on every address'],
    ['a name', 'bind mac.local\nport 1\n', 'bind 127.0.0.1 ::1\nport 1\n', 'listens on mac.local'],
    [
      'several lines',
      'bind 10.0.0.1\nport 1\nbind 127.0.0.1\nbind 0.0.0.0\n',
      'bind 127.0.0.1 ::1\nport 1\nbind 127.0.0.1\nbind 127.0.0.1 ::1\n',
      'listens on every address',
    ],
  ]);
  stays('redis', [
    ['what Homebrew writes', 'bind 127.0.0.1 ::1\nprotected-mode yes\n', 'listens on this Mac only'],
    ['what Redis writes', '# bind 0.0.0.0\nbind 127.0.0.1 -::1\n', 'listens on this Mac only'],
    ['localhost', 'bind localhost\n', 'listens on this Mac only'],
    ['the last of several', 'bind 0.0.0.0\nbind 127.0.0.1\nport 1\n', 'listens on this Mac only'],
    ['a file included before', 'include a.conf\nbind 127.0.0.1\n', 'listens on this Mac only'],
  ]);
  advises('redis', [
    ['an empty address', 'bind ""\n', 'unreadable', /not understood/],
    ['no address', 'bind\n', 'unreadable', /not understood/],
    ['a comment behind', 'bind 0.0.0.0 # all\n', 'unreadable', /not understood/],
    ['quotes', 'bind "0.0.0.0"\n', 'unreadable', /not understood/],
  ]);

  it.each([
    ['no line', 'port 6379\n# end\n', 'port 6379\n# end\nbind 127.0.0.1 ::1\n'],
    ['no line and no line end', 'port 6379', 'port 6379\nbind 127.0.0.1 ::1'],
    ['other line ends', 'port 6379\r\n', 'port 6379\r\nbind 127.0.0.1 ::1\r\n'],
    ['other line ends, the last one missing', 'port 1\r\nport 2', 'port 1\r\nport 2\r\nbind 127.0.0.1 ::1'],
    ['an empty file', '', 'bind 127.0.0.1 ::1\n'],
    ['a byte order mark', '\uFEFF', '\uFEFFbind 127.0.0.1 ::1\n'],
    ['comments only', '# bind 127.0.0.1\n', '# bind 127.0.0.1\nbind 127.0.0.1 ::1\n'],
    ['another directive', 'bind-source-addr 10.0.0.1\n', 'bind-source-addr 10.0.0.1\nbind 127.0.0.1 ::1\n'],
  ])('gets a line at its end: %s', (_name, open, closed) => {
    expect(holdToPromises(CONFIG_KINDS.redis, open, '')).toBe('closed');
    expect(closedText(CONFIG_KINDS.redis, open, '')).toBe(closed);
    expect(CONFIG_KINDS.redis.find(open, '')).toMatchObject({
      value: { bound: 'wider', words: 'says no address, so it listens on every address' },
    });
  });

  it('gets a line at its end against a file that it includes last', () => {
    const open = 'bind 127.0.0.1\ninclude /etc/other.conf\n';
    expect(CONFIG_KINDS.redis.find(open, '')).toMatchObject({ value: { bound: 'unclear' } });
    expect(holdToPromises(CONFIG_KINDS.redis, open, '')).toBe('closed');
    expect(closedText(CONFIG_KINDS.redis, open, '')).toBe(`${open}bind 127.0.0.1 ::1\n`);
  });
});

const X = '; MySQL 8 opens port 33060 on every address, as nothing is said about it';

describe('my.cnf', () => {
  closes('mysql', [
    [
      'both settings',
      '[mysqld]\n# only here\nbind-address = 0.0.0.0\nmysqlx-bind-address = *\n',
      '[mysqld]\n# only here\nbind-address = 127.0.0.1\nmysqlx-bind-address = 127.0.0.1\n',
      'listens on every address',
    ],
    [
      'right below the header',
      '[mysqld]\nbind_address=0.0.0.0  \nmysqlx_bind_address=::\nport=1\n',
      '[mysqld]\nbind_address=127.0.0.1  \nmysqlx_bind_address=127.0.0.1\nport=1\n',
      'listens on every address',
    ],
    [
      'a comment behind',
      '[mysqld]\nbind-address = 192.168.1.5 # LAN\nmysqlx=OFF\n',
      '[mysqld]\nbind-address = 127.0.0.1 # LAN\nmysqlx=OFF\n',
      'listens on 192.168.1.5',
    ],
    [
      'quotes',
      '[mysqld]\nskip-mysqlx\nbind-address="0.0.0.0"\n',
      '[mysqld]\nskip-mysqlx\nbind-address="127.0.0.1"\n',
      'listens on every address',
    ],
    [
      'a list',
      '[mysqld]\nskip_mysqlx\nbind-address=127.0.0.1,192.168.1.5\n',
      '[mysqld]\nskip_mysqlx\nbind-address=127.0.0.1\n',
      'listens on this Mac only, 192.168.1.5',
    ],
    [
      'no setting',
      '[client]\nport=1\n\n [mysqld] # here\nport = 3306\n',
      '[client]\nport=1\n\n [mysqld] # here\nbind-address = 127.0.0.1\nloose-mysqlx-bind-address = 127.0.0.1\nport = 3306\n',
      `listens on every address${X}`,
    ],
    [
      'the second port alone',
      '[mysqld]\nbind-address = 127.0.0.1\nport = 1\n',
      '[mysqld]\nbind-address = 127.0.0.1\nloose-mysqlx-bind-address = 127.0.0.1\nport = 1\n',
      `listens on this Mac only${X}`,
    ],
    [
      'the second port alone, further down',
      '[mysqld]\nport = 1\nbind-address = 127.0.0.1\n',
      '[mysqld]\nloose-mysqlx-bind-address = 127.0.0.1\nport = 1\nbind-address = 127.0.0.1\n',
      `listens on this Mac only${X}`,
    ],
    [
      'a setting in [server]',
      '[server]\nbind-address = 0.0.0.0\n[mysqld]\nloose_mysqlx_bind_address = ::1\n',
      '[server]\nbind-address = 127.0.0.1\n[mysqld]\nloose_mysqlx_bind_address = ::1\n',
      'listens on every address, this Mac only',
    ],
    [
      'settings of others',
      '[mysqldump]\nbind-address = 10.0.0.1\n[mysqld]\nmysqlx = 0\nbind-address=*\n[client]\nbind-address=10.0.0.1\n',
      '[mysqldump]\nbind-address = 10.0.0.1\n[mysqld]\nmysqlx = 0\nbind-address=127.0.0.1\n[client]\nbind-address=10.0.0.1\n',
      'listens on every address',
    ],
  ]);
  stays('mysql', [
    [
      'what Homebrew writes',
      '# Default Homebrew MySQL server config\n[mysqld]\n# Only allow connections from localhost\nbind-address = 127.0.0.1\nmysqlx-bind-address = 127.0.0.1\n',
      'listens on this Mac only',
    ],
    [
      'the last one',
      '[mysqld]\nmysqlx=off\nbind-address=*\n; bind-address=*\n[mysqld]\nbind-address=localhost\n',
      'listens on this Mac only',
    ],
  ]);
  advises('mysql', [
    ['other files', '[mysqld]\nbind-address=0.0.0.0\n!includedir /etc/my.cnf.d\n', 'unclear', /includes others/],
    ['other files alone', '!include /etc/x.cnf\n', 'unclear', /includes others/],
    ['no section', '[client]\nport = 1\n', 'wider', /no section \[mysqld\]/],
    ['an empty file', '', 'wider', /no section \[mysqld\]/],
    ['a section for one version', '[mysqld]\n[mysqld-8.0]\nbind-address=::1\n', 'unreadable', /\[mysqld-8\.0\]/],
    ['a section of MariaDB', '[mariadb]\nbind-address=*\n', 'unreadable', /\[mariadb\]/],
    ['the beginning of the name', '[mysqld]\nbind-add=*\n', 'unreadable', /not understood/],
    ['no value', '[mysqld]\nbind-address\n', 'unreadable', /not understood/],
    ['an empty value', '[mysqld]\nbind-address=\n', 'unreadable', /not understood/],
    ['a quote that is not closed', '[mysqld]\nbind-address="::1\n', 'unreadable', /not understood/],
  ]);

  it('gets a line where the file ends with the header', () => {
    for (const [open, closed] of [
      ['[mysqld]', '[mysqld]\nbind-address = 127.0.0.1\nloose-mysqlx-bind-address = 127.0.0.1'],
      ['[mysqld]\r\n', '[mysqld]\r\nbind-address = 127.0.0.1\r\nloose-mysqlx-bind-address = 127.0.0.1\r\n'],
    ] as const) {
      expect(holdToPromises(CONFIG_KINDS.mysql, open, '')).toBe('closed');
      expect(closedText(CONFIG_KINDS.mysql, open, '')).toBe(closed);
    }
  });
});

const server = (...lines: readonly string[]) =>
  `http {\n    server {\n${lines.map((line) => `        ${line}\n`).join('')}    }\n}\n`;

describe('nginx.conf', () => {
  closes('nginx', [
    ['a port', server('listen 8080;'), server('listen 127.0.0.1:8080;'), 'listens on 8080 on every address'],
    ['a star', server('listen *:80;'), server('listen 127.0.0.1:80;'), 'listens on 80 on every address'],
    ['0.0.0.0', server('listen 0.0.0.0:80;'), server('listen 127.0.0.1:80;'), 'listens on 80 on every address'],
    [
      'IPv4 and IPv6 with options',
      server('listen 80 default_server;', 'listen [::]:80 ipv6only=on default_server;'),
      server('listen 127.0.0.1:80 default_server;', 'listen [::1]:80 ipv6only=on default_server;'),
      'listens on 80 on every address',
    ],
    [
      'an address without a port',
      server('listen 192.168.1.5;'),
      server('listen 127.0.0.1;'),
      'listens on port 80 on 192.168.1.5',
    ],
    ['IPv6 without a port', server('listen [::];'), server('listen [::1];'), 'listens on port 80 on every address'],
    [
      'a range',
      server('listen 8000-8010;'),
      server('listen 127.0.0.1:8000-8010;'),
      'listens on 8000-8010 on every address',
    ],
    ['a name', server('listen mac.local:80;'), server('listen 127.0.0.1:80;'), 'listens on 80 on mac.local'],
    [
      'several on one line, and comments',
      'http{server{listen 80;#listen 81;\nlisten\t\n 443 ssl ;}server{listen localhost:1;}} # x\n',
      'http{server{listen 127.0.0.1:80;#listen 81;\nlisten\t\n 127.0.0.1:443 ssl ;}server{listen localhost:1;}} # x\n',
      'listens on 80 on every address, 443 on every address, 1 on this Mac only',
    ],
    [
      'sockets left out',
      server('listen unix:/tmp/x.sock;', 'listen 80;'),
      server('listen unix:/tmp/x.sock;', 'listen 127.0.0.1:80;'),
      'listens on 80 on every address',
    ],
    [
      'other files',
      `include mime.types;\n${server('include fastcgi_params;', 'listen 80;')}include servers/*;\n`,
      `include mime.types;\n${server('include fastcgi_params;', 'listen 127.0.0.1:80;')}include servers/*;\n`,
      'listens on 80 on every address; includes servers/*, which is not looked at',
    ],
    [
      'texts that look like it',
      server('add_header X "a; listen 80;" ;', 'set $y ${x}listen;', "return 200 'it\\'s } listen 80;';", 'listen 80;'),
      server(
        'add_header X "a; listen 80;" ;',
        'set $y ${x}listen;',
        "return 200 'it\\'s } listen 80;';",
        'listen 127.0.0.1:80;',
      ),
      'listens on 80 on every address',
    ],
    [
      'QUIC and TCP on one port',
      server('listen 443 quic;', 'listen 443 ssl;'),
      server('listen 127.0.0.1:443 quic;', 'listen 127.0.0.1:443 ssl;'),
      'listens on 443 on every address',
    ],
    [
      'two servers on one port',
      server('listen 80;', '} server {', 'listen *:80;'),
      server('listen 127.0.0.1:80;', '} server {', 'listen 127.0.0.1:80;'),
      'listens on 80 on every address',
    ],
    [
      'upstream servers',
      `${server('listen 80;')}upstream x { server 10.0.0.1:80; }\n`,
      `${server('listen 127.0.0.1:80;')}upstream x { server 10.0.0.1:80; }\n`,
      'listens on 80 on every address',
    ],
  ]);
  stays('nginx', [
    [
      'loopback',
      server('listen 127.0.0.1:80;', 'listen [::1]:80;', 'listen localhost:81;'),
      'listens on 80 on this Mac only, 81 on this Mac only',
    ],
    ['a socket', server('listen unix:/tmp/x.sock;'), 'says no address'],
    ['an empty file', '', 'says no address'],
    ['no server', 'events {}\nhttp { include mime.types; }\n', 'says no address'],
  ]);
  advises('nginx', [
    ['a server that says nothing', server('root /x;'), 'wider', /Add "listen 127\.0\.0\.1:80;"/],
    ['other files alone', 'http { include servers/*; }\n', 'unclear', /servers\/\*/],
    ['two that would be one', server('listen 80;', 'listen 192.168.1.5:80;'), 'wider', /would be the same/],
    [
      'options given twice',
      server('listen 80 backlog=1;', '} server {', 'listen 10.0.0.1:80;'),
      'wider',
      /would be the same/,
    ],
    ['an address in quotes', server('listen "80";'), 'unreadable', /not understood/],
    ['a variable', server('listen $port;'), 'unreadable', /not understood/],
    ['a port beyond the last', server('listen 65536;'), 'unreadable', /not understood/],
    ['no address', server('listen;'), 'unreadable', /not understood/],
    ['IPv6 without brackets', server('listen ::1;'), 'unreadable', /not understood/],
    ['braces that do not match', 'http { server { listen 80; }\n', 'unreadable', /ends within/],
    ['a brace too many', 'http { } }\n', 'unreadable', /braces/],
    ['a block without a name', '{ listen 80; }\n', 'unreadable', /directive should be/],
    ['a quote that is not closed', 'http { x "; listen 80; }\n', 'unreadable', /quotation/],
    ['program text', 'http { content_by_lua_block { local x = "}" } }\n', 'unreadable', /program text/],
    ['a directive without an end', 'listen 80\n', 'unreadable', /ends within/],
  ]);
});

describe('mongod.conf', () => {
  closes('mongodb', [
    [
      'everything',
      'systemLog:\n  path: /x # y\nnet:\n  port: 27017\n  bindIp: 0.0.0.0  # all\n',
      'systemLog:\n  path: /x # y\nnet:\n  port: 27017\n  bindIp: 127.0.0.1  # all\n',
      'listens on every address',
    ],
    [
      'a list',
      'net:\n  bindIp: 127.0.0.1, 192.168.1.5\n',
      'net:\n  bindIp: 127.0.0.1\n',
      'listens on this Mac only, 192.168.1.5',
    ],
    ['IPv6', 'net: {bindIp: "::,0.0.0.0"}\n', 'net: {bindIp: "127.0.0.1"}\n', 'listens on every address'],
    ['IPv6, plain', 'net:\n  bindIp: ::,0.0.0.0\n', 'net:\n  bindIp: 127.0.0.1\n', 'listens on every address'],
    ['a star', "net:\n  bindIp: '*'\n", "net:\n  bindIp: '127.0.0.1'\n", 'listens on every address'],
    ['bindIpAll', 'net:\n  bindIpAll: true\n', 'net:\n  bindIpAll: false\n', 'listens on every address'],
    ['dots in the name', 'net.bindIp: 0.0.0.0\n', 'net.bindIp: 127.0.0.1\n', 'listens on every address'],
    ['a name', 'net:\n  bindIp: mac.local\n', 'net:\n  bindIp: 127.0.0.1\n', 'listens on mac.local'],
    [
      'a socket besides',
      'net:\n  bindIp: /tmp/m.sock,0.0.0.0\n',
      'net:\n  bindIp: 127.0.0.1\n',
      'listens on /tmp/m.sock, every address',
    ],
  ]);
  stays('mongodb', [
    ['what Homebrew writes', 'net:\n  bindIp: 127.0.0.1, ::1\n  ipv6: true\n', 'listens on this Mac only'],
    ['localhost', 'net:\n  bindIp: localhost\n', 'listens on this Mac only'],
    ['nothing', 'net:\n  port: 1\n', 'says no address, so it listens on this Mac only'],
    ['an empty file', '', 'says no address, so it listens on this Mac only'],
    ['bindIpAll off', 'net:\n  bindIpAll: false\n', 'says no address, so it listens on this Mac only'],
    ['another setting of the name', 'x:\n  bindIp: 0.0.0.0\n', 'says no address, so it listens on this Mac only'],
  ]);
  advises('mongodb', [
    ['the older form', 'bind_ip = 0.0.0.0\n', 'unreadable', /not a list of settings/],
    ['no value', 'net:\n  bindIp:\n', 'unreadable', /not understood/],
    ['a list of YAML', 'net:\n  bindIp: [0.0.0.0]\n', 'unreadable', /not understood/],
    ['a program', 'net:\n  bindIp:\n    __exec: "x"\n', 'unreadable', /not understood/],
    ['an alias', 'x: &x 0.0.0.0\nnet:\n  bindIp: *x\n', 'unreadable', /not understood/],
    ['a tag', 'net: !x\n  bindIp: 0.0.0.0\n', 'unreadable', /not understood/],
    ['twice', 'net:\n  bindIp: 0.0.0.0\nnet.bindIp: ::1\n', 'unreadable', /twice/],
    ['a word for bindIpAll', 'net:\n  bindIpAll: yes\n', 'unreadable', /not understood/],
  ]);
});
