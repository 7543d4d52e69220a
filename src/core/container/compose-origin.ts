import type { ComposeOrigin } from '../exposure/container';
import type { ComposeLabel } from './ask-engine';

/**
 * Where Compose read a container from, undefined where it was not Compose or the labels are not whole.
 *
 * Compose joins several files by commas. Version 1 wrote them relative to the working folder. A project that was given on
 * standard input has `-` for a file, which is none.
 */
export function composeOriginOf(label: (key: ComposeLabel) => string): ComposeOrigin | undefined {
  const [project, service, workingFolder] = [label('Project'), label('Service'), label('WorkingDir')];
  if (project === '' || service === '' || !workingFolder.startsWith('/')) return undefined;
  const environmentFile = label('EnvironmentFile');
  return {
    project,
    service,
    workingFolder,
    files: filesIn(label('ConfigFiles'), workingFolder),
    ...(environmentFile.startsWith('/') ? { environmentFile } : {}),
  };
}

/** The files of a project, as Compose joins them; relative ones only where the folder is known. */
export function filesIn(text: string, folder: string | undefined): readonly string[] {
  // A comma may be part of a name; where all paths are absolute, only one before a slash divides two of them.
  const files = text.startsWith('/') ? text.split(/,(?=\/)/) : text.split(',');
  return files
    .filter((file) => file !== '' && file !== '-')
    .flatMap((file) => {
      if (file.startsWith('/')) return [file];
      return folder === undefined ? [] : [`${folder}/${file.replace(/^\.\//, '')}`];
    });
}

/**
 * The labels in one text, as `docker ps` prints them for people: `a=1,b=x, y and z,c=`.
 *
 * Values hold commas, so a new label begins only where a name and an equals sign follow the comma. A value with both
 * cannot be told from a label.
 */
export function labelsInText(text: string): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  let name = '';
  for (const piece of text.split(',')) {
    const [, next, value] = /^([A-Za-z0-9][\w./-]{0,200})=([^]*)$/.exec(piece) ?? [];
    if (next !== undefined && value !== undefined) {
      name = next;
      labels.set(name, value);
    } else if (name !== '') {
      labels.set(name, `${labels.get(name) ?? ''},${piece}`);
    }
  }
  return labels;
}
