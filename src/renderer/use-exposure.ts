import type { ExposureView } from '../shared/exposure-views';
import type { Snapshot } from '../core/snapshot';
import { historyKey } from './select';
import { useShown } from './snapshot-store';
import { useAnswer } from './use-answer';

export interface Exposed {
  readonly view?: ExposureView;
  readonly failed: boolean;
}

/** What can be reached, asked anew after each check, each change, and each word of the person about a service. */
export function useExposure(): Exposed {
  const key = useShown(({ snapshot, asked }) => exposureKey(snapshot, asked));
  const { value, failed } = useAnswer('getExposure', undefined, key);
  return value === undefined ? { failed } : { view: value, failed };
}

/** Undefined before the first check: there is nothing to ask for yet. */
function exposureKey(snapshot: Snapshot | undefined, asked: number): string | undefined {
  if (snapshot?.checked === undefined) return undefined;
  const { takenAt, rows } = snapshot.checked;
  const findings = rows.filter(({ area }) => area === 'Exposure').map(({ finding }) => finding);
  return JSON.stringify([takenAt, historyKey(snapshot), findings, asked]);
}
