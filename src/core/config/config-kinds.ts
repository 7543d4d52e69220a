import { COMPOSE_PORTS } from './compose-ports';
import type { ConfigFormat, ConfigKind } from './config-format';
import { LAUNCHD_PLIST } from './launchd-plist';
import { MONGOD_CONF } from './mongod-conf';
import { MYSQL_CNF } from './mysql-cnf';
import { NGINX_CONF } from './nginx-conf';
import { POSTGRESQL_CONF } from './postgresql-conf';
import { REDIS_CONF } from './redis-conf';

/** Every format of configuration file that can be closed to this Mac and opened again. */
export const CONFIG_KINDS: Readonly<Record<ConfigFormat, ConfigKind>> = {
  compose: COMPOSE_PORTS,
  postgresql: POSTGRESQL_CONF,
  redis: REDIS_CONF,
  mysql: MYSQL_CNF,
  nginx: NGINX_CONF,
  mongodb: MONGOD_CONF,
  'launchd-plist': LAUNCHD_PLIST,
};
