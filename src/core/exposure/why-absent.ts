import type { ServicePolicy } from '../policy';
import type { ComposeProject } from './container';
import { listed } from './sentence';

/**
 * Why a service that is expected does not listen, as far as Compose can tell: a sentence about the project of its name, or
 * undefined.
 *
 * A project is known by its name alone, so the sentence says what is true of it, and not that the service belongs to it.
 *
 * @example "The Compose project “planka” is stopped (exited(1)); its file is /Users/x/planka/docker-compose.yml."
 */
export function whyAbsent(service: ServicePolicy, projects: readonly ComposeProject[]): string | undefined {
  // A service that the policy expects of a program is not looked for among containers.
  if (service.process !== undefined) return undefined;
  const named = projects.filter(({ name }) => isNamedLike(service, name));
  const sentences = named.map((project) => sentenceAbout(project, service.port));
  return sentences.length === 0 ? undefined : sentences.slice(0, MOST_PROJECTS).join(' ');
}

/** Several contexts may each have a project of one name. */
const MOST_PROJECTS = 3;

/** By the container that the policy names (`planka-planka-1` is of `planka`), or by the service's own name. */
function isNamedLike({ name, container }: ServicePolicy, project: string): boolean {
  const wanted = container ?? name;
  const plain = wanted.toLowerCase();
  const asCompose = plain.replaceAll(/[^a-z0-9_-]/g, '');
  const asWords = plain.replaceAll(/[^a-z0-9]+/g, '-');
  const known = project.toLowerCase();
  if ([plain, asCompose, asWords].includes(known)) return true;
  return container !== undefined && [`${known}-`, `${known}_`].some((start) => plain.startsWith(start));
}

function sentenceAbout({ name, states, files }: ComposeProject, port: number): string {
  const project = `The Compose project “${name}”`;
  const said = listed(states.map(({ state, count }) => `${state}(${count})`));
  const [first, ...more] = files;
  const where =
    first === undefined ? '' : more.length === 0 ? `; its file is ${first}` : `; its files are ${listed(files)}`;
  const known = new Set(states.filter(({ count }) => count > 0).map(({ state }) => state));
  if (known.size === 1 && known.has('running')) {
    return `${project} runs (${said}), and nothing listens on port ${port}${where}.`;
  }
  if (known.size === 1 && known.has('paused')) return `${project} is paused (${said})${where}.`;
  if (known.has('running') || known.has('paused')) return `${project} runs only in part (${said})${where}.`;
  return `${project} is stopped (${said})${where}.`;
}
