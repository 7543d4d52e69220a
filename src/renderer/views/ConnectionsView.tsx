import { TEXT } from '../text';

/** Who is connected to what. */
export function ConnectionsView() {
  return <section className="page" aria-label={TEXT.connections} />;
}
