/** Files of a Mac that offers services, as people write them: by name of the product, without the paths. */

/** After Planka's own compose file, with its comments; `publish` is its line of ports. */
export function plankaCompose(publish: string): string {
  return `services:
  planka:
    image: ghcr.io/plankanban/planka:2.0.0
    restart: on-failure
    volumes:
      - data:/app/data
      # - ./terms:/app/terms/custom
    # Optionally override this to your user/group
    # user: 1000:1000
    ports:
      - ${publish} # was 3000, taken by another project
    environment:
      - BASE_URL=https://boards.alai.no
      - DATABASE_URL=postgresql://postgres@postgres/planka
      - SECRET_KEY=notsecretkey
      # Optionally store in secrets - then SECRET_KEY should not be set
      # - SECRET_KEY__FILE=/run/secrets/secret_key

      # - LOG_LEVEL=warn
    depends_on:
      postgres:
        condition: service_healthy

  postgres:
    image: postgres:16-alpine
    restart: on-failure
    volumes:
      - db-data:/var/lib/postgresql/data
    environment:
      - POSTGRES_DB=planka
      - POSTGRES_HOST_AUTH_METHOD=trust
    healthcheck:
      test: ["CMD-SHELL", "pg_isready -U postgres -d planka"]
      interval: 10s

volumes:
  data:
  db-data:
`;
}

/** After Documenso's compose file for production: the port is a variable with a default. */
export const DOCUMENSO_COMPOSE = `name: documenso

services:
  database:
    image: postgres:15
    environment:
      - POSTGRES_USER=\${POSTGRES_USER:?err}
      - POSTGRES_PASSWORD=\${POSTGRES_PASSWORD:?err}
      - POSTGRES_DB=\${POSTGRES_DB:?err}
    volumes:
      - database:/var/lib/postgresql/data

  documenso:
    image: documenso/documenso:latest
    depends_on:
      database:
        condition: service_healthy
    environment:
      - PORT=\${PORT:-3003}
      - NEXTAUTH_SECRET=\${NEXTAUTH_SECRET:?err}
      - NEXT_PUBLIC_WEBAPP_URL=https://sign.alai.no
    ports:
      - \${PORT:-3003}:\${PORT:-3003}
    volumes:
      - /opt/documenso/cert.p12:/opt/documenso/cert.p12:ro

volumes:
  database:
`;

export const DOCUMENSO_ENVIRONMENT = `POSTGRES_USER=documenso
POSTGRES_PASSWORD=an-invented-password
POSTGRES_DB=documenso
NEXTAUTH_SECRET="an-invented-secret"
`;

/** After the compose file of linuxserver/bookstack; the local network is meant to reach it. */
export const BOOKSTACK_COMPOSE = `---
services:
  bookstack:
    image: lscr.io/linuxserver/bookstack:latest
    container_name: bookstack
    environment:
      - PUID=1000
      - PGID=1000
      - APP_URL=http://192.168.1.20:6875
      - DB_HOST=bookstack_db
    volumes:
      - ./config:/config
    ports:
      - 6875:80
    restart: unless-stopped
    depends_on:
      - bookstack_db
  bookstack_db:
    image: lscr.io/linuxserver/mariadb:latest
    container_name: bookstack_db
    volumes:
      - ./db:/config
    restart: unless-stopped
`;

/** Two databases for programs of this Mac. */
export function stackCompose(postgres: string, redis?: string): string {
  const cache =
    redis === undefined
      ? ''
      : `
  redis:
    image: redis:7-alpine
    command: redis-server --save 60 1
    ports: ["${redis}"]
`;
  return `# Databases for everything that runs on this Mac.
services:
  postgres:
    image: postgres:16
    restart: unless-stopped
    environment:
      POSTGRES_PASSWORD: an-invented-password
    ports:
      - "${postgres}"   # psql from the terminal
    volumes:
      - pg:/var/lib/postgresql/data
${cache}
volumes:
  pg: {}
`;
}

/** cloudflared's own file: names and the ports they lead to, then what is left. */
export function tunnelConfig(home: string, rules: Readonly<Record<string, string>>): string {
  const lines = Object.entries(rules).map(
    ([hostname, service]) => `  - hostname: ${hostname}\n    service: ${service}\n`,
  );
  return `tunnel: 6ff42ae2-765d-4adf-8112-31c55c1551ef
credentials-file: ${home}/.cloudflared/6ff42ae2-765d-4adf-8112-31c55c1551ef.json

ingress:
${lines.join('')}  # everything else
  - service: http_status:404
`;
}

/** The beginning of the file that initdb writes, with one line taken out of its comment. */
export function postgresqlConf(listenAddresses: string, port: number): string {
  return `# -----------------------------
# PostgreSQL configuration file
# -----------------------------

#data_directory = 'ConfigDir'		# use data in another directory

#------------------------------------------------------------------------------
# CONNECTIONS AND AUTHENTICATION
#------------------------------------------------------------------------------

# - Connection Settings -

listen_addresses = '${listenAddresses}'		# what IP address(es) to listen on;
					# comma-separated list of addresses;
					# defaults to 'localhost'; use '*' for all
					# (change requires restart)
port = ${port}				# (change requires restart)
max_connections = 100			# (change requires restart)
#reserved_connections = 0		# (change requires restart)
`;
}

/** The property list of a job that launchd starts at login. */
export function launchdPlist(
  label: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): string {
  const variables = Object.entries(environment).map(
    ([key, value]) => `\t\t<key>${key}</key>\n\t\t<string>${value}</string>\n`,
  );
  const section =
    variables.length === 0 ? '' : `\t<key>EnvironmentVariables</key>\n\t<dict>\n${variables.join('')}\t</dict>\n`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
\t<key>Label</key>
\t<string>${label}</string>
\t<key>ProgramArguments</key>
\t<array>
${words.map((word) => `\t\t<string>${word}</string>\n`).join('')}\t</array>
${section}\t<key>RunAtLoad</key>
\t<true/>
\t<key>KeepAlive</key>
\t<true/>
</dict>
</plist>
`;
}
