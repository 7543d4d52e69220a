import { describe, expect, it } from 'vitest';
import { codeAdvice } from '../../../src/core/config/code-advice';

describe('advice for a program’s own code', () => {
  it('is the guide’s for Node', () => {
    expect(codeAdvice('node', 3030)).toEqual({
      framework: 'Node',
      bad: 'app.listen(3030);',
      good: "app.listen(3030, '127.0.0.1');",
      better: "const HOST = process.env.HOST || '127.0.0.1';\napp.listen(3030, HOST);",
    });
  });

  it.each([
    ['node', 'Node'],
    ['/opt/homebrew/bin/node mc-dashboard.js', 'Node'],
    ['node /srv/node_modules/.bin/express', 'Express'],
    ['node node_modules/fastify-cli/cli.js', 'Fastify'],
    ['next-server (v15.1.0)', 'Next.js'],
    ['node node_modules/next/dist/bin/next dev', 'Next.js'],
    ['node node_modules/vite/bin/vite.js', 'Vite'],
    ['node .output/server/index.mjs', 'Nuxt'],
    ['nuxt dev', 'Nuxt'],
    ['Python', 'Python http.server'],
    ['python3.12 -m http.server 8000', 'Python http.server'],
    ['python -m flask run', 'Flask'],
    ['python manage.py runserver', 'Django'],
    ['python3 /opt/bin/uvicorn main:app', 'Uvicorn'],
    ['gunicorn: worker [app]', 'Gunicorn'],
    ['ruby bin/rails server', 'Rails'],
    ['puma 6.4.0 (tcp://0.0.0.0:3000)', 'Rails'],
    ['ruby', 'Ruby'],
    ['php', 'PHP'],
    ['php8.3', 'PHP'],
    ['java', 'Spring'],
    ['/usr/bin/java -jar app.jar', 'Spring'],
    ['go', 'Go'],
    ['/usr/local/go/bin/go run .', 'Go'],
    ['/private/var/folders/x/T/go-build1/b001/exe/main', 'Go'],
  ])('for %s is about %s', (program, framework) => {
    const advice = codeAdvice(program, 8123);
    expect(advice?.framework).toBe(framework);
    for (const line of [advice?.bad, advice?.good, advice?.better]) expect(line).toContain('8123');
    expect(advice?.bad).not.toContain('127.0.0.1');
    expect(advice?.good).toContain('127.0.0.1');
    expect(advice?.better).toContain('127.0.0.1');
    expect(advice?.better).toContain('HOST');
    expect(new Set([advice?.bad, advice?.good, advice?.better]).size).toBe(3);
  });

  it.each(['', 'postgres', 'Google Chrome', 'mongod', 'argo', 'javascript', 'ControlCenter', 'nextcloud', 'invite'])(
    'is not there for "%s"',
    (program) => expect(codeAdvice(program, 80)).toBeUndefined(),
  );

  it.each([0, -1, 65_536, 1.5, Number.NaN])('is not there for the port %d', (port) =>
    expect(codeAdvice('node', port)).toBeUndefined(),
  );
});
