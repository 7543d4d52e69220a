/** What to write in a program's own code or start command so that it listens on this Mac only. Text for a person. */
export interface CodeAdvice {
  /** What the lines are for: "Node", "Vite", "Python http.server". */
  readonly framework: string;
  /** Listens on every address. */
  readonly bad: string;
  /** Listens on this Mac only. */
  readonly good: string;
  /** The same, but another address can be asked for without changing the program. */
  readonly better: string;
}

/**
 * Advice for a program that no configuration file closes, by its name or command line.
 *
 * The first framework that the words name is taken; a bare "node" or "python" gives the advice for that language. Undefined
 * for programs that are not known, and for what is no port.
 */
export function codeAdvice(program: string, port: number): CodeAdvice | undefined {
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return undefined;
  const words = program.slice(0, 4_000);
  const row = ROWS.find(({ names }) => names.test(words));
  return row === undefined ? undefined : { framework: row.framework, ...row.lines(port) };
}

interface Row {
  readonly framework: string;
  readonly names: RegExp;
  readonly lines: (port: number) => Omit<CodeAdvice, 'framework'>;
}

/** Frameworks before the languages they are written in. */
const ROWS: readonly Row[] = [
  {
    framework: 'Next.js',
    names: /\bnext(?:-server)?\b/i,
    lines: (port) => ({
      bad: `next start -p ${port}`,
      good: `next start -H 127.0.0.1 -p ${port}`,
      better: `next start -H "\${HOST:-127.0.0.1}" -p ${port}`,
    }),
  },
  {
    framework: 'Nuxt',
    names: /\b(?:nuxi?t?|nitro)\b|\.output\/server/i,
    lines: (port) => ({
      bad: `PORT=${port} node .output/server/index.mjs`,
      good: `NITRO_HOST=127.0.0.1 PORT=${port} node .output/server/index.mjs`,
      better: `NITRO_HOST="\${HOST:-127.0.0.1}" PORT=${port} node .output/server/index.mjs`,
    }),
  },
  {
    framework: 'Vite',
    names: /\bvite\b/i,
    lines: (port) => ({
      bad: `server: { host: true, port: ${port} }`,
      good: `server: { host: '127.0.0.1', port: ${port} }`,
      better: `server: { host: process.env.HOST || '127.0.0.1', port: ${port} }`,
    }),
  },
  {
    framework: 'Fastify',
    names: /\bfastify\b/i,
    lines: (port) => ({
      bad: `fastify.listen({ port: ${port}, host: '0.0.0.0' });`,
      good: `fastify.listen({ port: ${port}, host: '127.0.0.1' });`,
      better: `fastify.listen({ port: ${port}, host: process.env.HOST || '127.0.0.1' });`,
    }),
  },
  { framework: 'Express', names: /\bexpress\b/i, lines: appListen },
  { framework: 'Node', names: /\b(?:node|nodejs|nodemon|ts-node|tsx|npm|pnpm|yarn)\b/i, lines: appListen },
  {
    framework: 'Django',
    names: /\bmanage\.py\b|\bdjango\b/i,
    lines: (port) => ({
      bad: `python manage.py runserver 0.0.0.0:${port}`,
      good: `python manage.py runserver 127.0.0.1:${port}`,
      better: `python manage.py runserver "\${HOST:-127.0.0.1}:${port}"`,
    }),
  },
  {
    framework: 'Flask',
    names: /\bflask\b/i,
    lines: (port) => ({
      bad: `app.run(host="0.0.0.0", port=${port})`,
      good: `app.run(host="127.0.0.1", port=${port})`,
      better: `app.run(host=os.environ.get("HOST", "127.0.0.1"), port=${port})`,
    }),
  },
  {
    framework: 'Uvicorn',
    names: /\b(?:uvicorn|fastapi)\b/i,
    lines: (port) => ({
      bad: `uvicorn main:app --host 0.0.0.0 --port ${port}`,
      good: `uvicorn main:app --host 127.0.0.1 --port ${port}`,
      better: `uvicorn main:app --host "\${HOST:-127.0.0.1}" --port ${port}`,
    }),
  },
  {
    framework: 'Gunicorn',
    names: /\bgunicorn\b/i,
    lines: (port) => ({
      bad: `gunicorn --bind 0.0.0.0:${port} app:app`,
      good: `gunicorn --bind 127.0.0.1:${port} app:app`,
      better: `gunicorn --bind "\${HOST:-127.0.0.1}:${port}" app:app`,
    }),
  },
  {
    framework: 'Python http.server',
    names: /\bpython[\d.]*\b/i,
    lines: (port) => ({
      bad: `python3 -m http.server ${port}`,
      good: `python3 -m http.server ${port} --bind 127.0.0.1`,
      better: `python3 -m http.server ${port} --bind "\${HOST:-127.0.0.1}"`,
    }),
  },
  {
    framework: 'Rails',
    names: /\b(?:rails|puma)\b/i,
    lines: (port) => ({
      bad: `bin/rails server -b 0.0.0.0 -p ${port}`,
      good: `bin/rails server -b 127.0.0.1 -p ${port}`,
      better: `bin/rails server -b "\${HOST:-127.0.0.1}" -p ${port}`,
    }),
  },
  {
    framework: 'Ruby',
    names: /\b(?:ruby[\d.]*|rackup|sinatra|webrick)\b/i,
    lines: (port) => ({
      bad: `TCPServer.new(${port})`,
      good: `TCPServer.new('127.0.0.1', ${port})`,
      better: `TCPServer.new(ENV.fetch('HOST', '127.0.0.1'), ${port})`,
    }),
  },
  {
    framework: 'PHP',
    names: /\bphp[\d.]*\b/i,
    lines: (port) => ({
      bad: `php -S 0.0.0.0:${port}`,
      good: `php -S 127.0.0.1:${port}`,
      better: `php -S "\${HOST:-127.0.0.1}:${port}"`,
    }),
  },
  {
    framework: 'Spring',
    names: /\b(?:java|spring|spring-boot)\b/i,
    lines: (port) => ({
      bad: `server.port=${port}`,
      good: `server.address=127.0.0.1\nserver.port=${port}`,
      better: `server.address=\${HOST:127.0.0.1}\nserver.port=${port}`,
    }),
  },
  {
    framework: 'Go',
    names: /(?:^|[\s/])go(?:\s|$)|\/go-build/i,
    lines: (port) => ({
      bad: `http.ListenAndServe(":${port}", nil)`,
      good: `http.ListenAndServe("127.0.0.1:${port}", nil)`,
      better: `http.ListenAndServe(net.JoinHostPort(cmp.Or(os.Getenv("HOST"), "127.0.0.1"), "${port}"), nil)`,
    }),
  },
];

function appListen(port: number): Omit<CodeAdvice, 'framework'> {
  return {
    bad: `app.listen(${port});`,
    good: `app.listen(${port}, '127.0.0.1');`,
    better: `const HOST = process.env.HOST || '127.0.0.1';\napp.listen(${port}, HOST);`,
  };
}
