import { EXTENSION_CATEGORIES, type SystemExtension } from '../defence-state';
import { isAtLeast, type MacState } from '../mac-state';
import { notModelled, says, type SimulatedProgram } from './program';

/** `systemextensionsctl list [CATEGORY]`: a section for each category that has any, tabs between the cells. */
export const systemextensionsctl: SimulatedProgram = (state, args) => {
  const latencyMs = 60;
  const [verb, category] = args;
  if (verb !== 'list' || args.length > 2) return { state, latencyMs, result: notModelled('systemextensionsctl', args) };
  const { extensions } = state.defence;
  const isAskedFor = (one: string): boolean =>
    category === undefined || category === `com.apple.system_extension.${one}`;
  const asked = extensions.filter((one) => isAskedFor(one.category));
  const sections = EXTENSION_CATEGORIES.map((one) =>
    section(
      state,
      one,
      asked.filter((each) => each.category === one),
    ),
  );
  const start = category === undefined ? '' : `Category: ${category}\n`;
  return { state, latencyMs, result: says(`${start}${asked.length} extension(s)\n${sections.join('')}`) };
};

const PANES: Readonly<Record<SystemExtension['category'], string>> = {
  network_extension: 'Network Extensions',
  endpoint_security: 'Endpoint Security Extensions',
  driver_extension: 'Driver Extensions',
};

function section(
  state: MacState,
  category: SystemExtension['category'],
  extensions: readonly SystemExtension[],
): string {
  if (extensions.length === 0) return '';
  const pane = `'System Settings > General > Login Items & Extensions > ${PANES[category]}'`;
  const hint = isAtLeast(state, 15) ? ` (Go to ${pane} to modify these system extension(s))` : '';
  const rows = extensions.map(({ enabled, active, team, bundle, version, name, state: stands }) =>
    [enabled ? '*' : '', active ? '*' : '', team, `${bundle} (${version})`, name, `[${stands}]`].join('\t'),
  );
  return [
    `--- com.apple.system_extension.${category}${hint}`,
    'enabled\tactive\tteamID\tbundleID (version)\tname\t[state]',
    ...rows,
    '',
  ].join('\n');
}
