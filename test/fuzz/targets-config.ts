import { CONFIG_KINDS } from '../../src/core/config/config-kinds';
import { composeDiffers } from '../../src/core/config/compose-differs';
import { composeServices } from '../../src/core/config/compose-ports';
import { closedShortPort, shortPort, variablesIn } from '../../src/core/config/compose-short-port';
import { hostAndPort, hostScope, hostWords, isListenHost } from '../../src/core/config/host';
import { nginxDirectives } from '../../src/core/config/nginx-directives';
import { plistText, xmlPlist } from '../../src/core/config/xml-plist';
import { yamlTree } from '../../src/core/config/yaml-tree';
import { holdConfig, must } from './invariants';
import { texts, type Target } from './target';

const COMPOSE = /compose.*yml/;
/** Configuration files, which Batten also writes. */
export const CONFIG: readonly Target[] = [
  texts(
    'compose-file',
    [
      'core/config/compose-ports COMPOSE_PORTS',
      'core/config/compose-ports composeServices',
      'core/config/compose-file composeFile',
      'core/config/compose-differs composeDiffers',
    ],
    (text) => {
      const services = composeServices(text);
      const names = services.kind === 'read' ? services.value.slice(0, 1).map(({ name }) => name) : [];
      for (const name of new Set([...names, 'db'])) holdConfig(CONFIG_KINDS.compose, text, name);
      composeDiffers(text, text);
    },
    {
      captures: COMPOSE,
      texts: [
        'services:\n  db:\n    image: postgres:16\n    ports:\n      - "5432:5432"\n      - 127.0.0.1:80:80\n',
        'x-p: &p\n  - target: 80\n    published: "8080"\n    protocol: tcp\nservices:\n  db: {ports: *p}\n  web:\n    extends: db\n',
      ],
    },
  ),
  texts(
    'compose-short-port',
    ['shortPort', 'closedShortPort', 'variablesIn'].map((name) => `core/config/compose-short-port ${name}`),
    (text) => {
      const port = shortPort(text);
      variablesIn(text);
      if (port === undefined) return;
      const closed = closedShortPort(port);
      const again = closed === undefined ? undefined : shortPort(closed);
      must(closed === undefined || again !== undefined, 'a closed port can be read again');
    },
    { texts: ['5432:5432', '127.0.0.1:80-90:80-90/tcp', '[::1]:53:53/udp', '${PORT:-80}:80', '0.0.0.0:8080:80'] },
  ),
  ...(
    [
      ['postgresql', 'core/config/postgresql-conf POSTGRESQL_CONF', ''],
      ['redis', 'core/config/redis-conf REDIS_CONF', ''],
      ['mysql', 'core/config/mysql-cnf MYSQL_CNF', ''],
      ['nginx', 'core/config/nginx-conf NGINX_CONF', ''],
      ['mongodb', 'core/config/mongod-conf MONGOD_CONF', ''],
      ['launchd-plist', 'core/config/launchd-plist LAUNCHD_PLIST', 'OLLAMA_HOST'],
    ] as const
  ).map(([format, covers, subject]) =>
    texts(
      format,
      [covers],
      (text) => {
        holdConfig(CONFIG_KINDS[format], text, subject);
        if (format === 'launchd-plist') holdConfig(CONFIG_KINDS[format], text, 'ProgramArguments');
      },
      { captures: format === 'launchd-plist' ? /plist/ : /^$/, texts: CONFIG_TEXTS(format) },
    ),
  ),
  texts('nginx-directives', ['core/config/nginx-directives nginxDirectives'], nginxDirectives, {
    texts: CONFIG_TEXTS('nginx'),
  }),
  texts(
    'xml-plist',
    ['core/config/xml-plist xmlPlist', 'core/config/xml-plist plistText'],
    (text) => {
      plistText(text);
      return xmlPlist(text);
    },
    { captures: /plist/, texts: CONFIG_TEXTS('launchd-plist') },
  ),
  texts('yaml-tree', ['core/config/yaml-tree yamlTree', 'core/config/yaml-nesting nestsTooDeep'], yamlTree, {
    captures: /\.yml/,
    texts: ['a: &x [1, {b: *x}]\nc: |\n  text\nd: !!str 1\n? k\n: v\n'],
  }),
  texts(
    'host',
    ['hostAndPort', 'hostScope', 'hostWords', 'isListenHost'].map((name) => `core/config/host ${name}`),
    (text) => {
      hostScope(text);
      hostWords(text);
      isListenHost(text);
      return hostAndPort(text);
    },
    { texts: ['localhost', '127.0.0.1:80', '[::1]:80', '*:80', '0.0.0.0', 'mac.local:8080', '::', '[::]:443'] },
  ),
];

function CONFIG_TEXTS(format: string): readonly string[] {
  switch (format) {
    case 'postgresql':
      return ["# -\nport = 5432\nlisten_addresses = '0.0.0.0'\t\t# what IP\ninclude_dir = 'conf.d'\n"];
    case 'redis':
      return ['bind 127.0.0.1 -::1\nport 6379\nprotected-mode yes\n', 'bind * -::*\ninclude /etc/x.conf\n"a\\x41" b\n'];
    case 'mysql':
      return [
        '[mysqld]\nbind-address = *\nmysqlx-bind-address=127.0.0.1 # x\n!include /etc/my.cnf\n[client]\nport=3306\n',
      ];
    case 'nginx':
      return [
        'http {\n  server {\n    listen 8080;\n    listen [::]:8080 ssl; # x\n    server_name "a b";\n    location / { return 200 "a;b{}"; }\n  }\n}\n',
      ];
    case 'mongodb':
      return ['net:\n  port: 27017\n  bindIp: 0.0.0.0,::\n  bindIpAll: true\nsecurity: {authorization: enabled}\n'];
    default:
      return [
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n<plist version="1.0">\n<!-- x -->\n<dict>\n<key>Label</key><string>a &amp; b</string>\n<key>EnvironmentVariables</key><dict><key>OLLAMA_HOST</key><string>0.0.0.0</string></dict>\n<key>ProgramArguments</key><array><string>/opt/x</string><string>--host=0.0.0.0</string></array>\n<key>KeepAlive</key><true/>\n</dict>\n</plist>\n',
      ];
  }
}
