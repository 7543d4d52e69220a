import { isContainerId, type RowReading } from './container-row';
import { portInMapping, portsInText } from './published-ports';

/** The heading of `docker ps`, which is no container. */
export function isHeading(line: string): boolean {
  return line.startsWith('CONTAINER ID ');
}

/**
 * Reads one line of the table that `docker ps` prints for people, or of `podman port --all`.
 *
 * Two blanks or more divide the table's cells, and its ports are known by their form: commands and statuses hold single
 * blanks, and the cell of a container without ports is missing.
 *
 * @example "2995ae97ad3b   postgres:15   "docker-e…"   5 minutes ago   Up 5 minutes   0.0.0.0:5101->5432/tcp   search-db"
 * @example "0288003e4b67\t6379/tcp -> 0.0.0.0:6379"
 */
export function readTableLine(engine: string, line: string): RowReading {
  const [id = '', mapping, ...more] = line.split('\t');
  if (mapping !== undefined && more.length === 0 && isContainerId(id)) {
    return asRow({ engine, id, name: id.slice(0, 12), image: '' }, portInMapping(mapping));
  }
  const [first = '', image = '', ...cells] = line.trimEnd().split(/ {2,}/);
  const at = cells.findIndex((cell) => cell.split(', ').every((part) => PORT.test(part)));
  const last = cells.at(-1) ?? '';
  if (!isContainerId(first) || image === '' || cells.length < 2) return NOT_A_ROW;
  const name = at === cells.length - 1 || !/^[\w.-]{1,255}$/.test(last) ? first.slice(0, 12) : last;
  return asRow({ engine, id: first, name, image }, portsInText(cells[at] ?? ''));
}

const PORT = /^[\d.:[\]a-f%>-]*\d\/\w{1,10}$/;
const NOT_A_ROW: RowReading = { kind: 'unread', what: 'a line that is no container' };

function asRow(
  container: Readonly<Record<'engine' | 'id' | 'name' | 'image', string>>,
  ports: ReturnType<typeof portsInText>,
): RowReading {
  const unread = ports.unread.map((part) => `container ${container.name}: published port ${part.slice(0, 60)}`);
  return {
    kind: 'container',
    container: { ...container, hostNetwork: false },
    ranges: ports.ranges,
    labelled: [],
    unread,
  };
}
