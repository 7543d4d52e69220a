import { afterEach, describe, expect, it } from 'vitest';
import { DEFAULT_POLICY, type Policy } from '../../src/core/policy';
import { createBackend } from '../../src/main/backend';
import { hardenedMac } from '../sim/machines';
import { SimulatedElevator } from '../sim/simulated-elevator';
import { SimulatedMac } from '../sim/simulated-mac';
import { DESKTOP } from './fixtures';
import { fixedPolicy, macAround } from './parts-of-a-mac';

const elevators: SimulatedElevator[] = [];
afterEach(() => {
  for (const elevator of elevators.splice(0)) elevator.dispose();
});

describe('a policy that changes while the app runs', () => {
  // Proves P1: A changed policy leaves nothing green that it asks about and that has not been looked at.
  it('leaves nothing green that it asks about and that has not been looked at', async () => {
    const simulated = new SimulatedMac(hardenedMac('26.5'));
    const elevator = new SimulatedElevator(simulated);
    elevators.push(elevator);
    let policy: Policy = DEFAULT_POLICY;
    const mac = macAround(simulated, elevator, {
      policy: {
        ...fixedPolicy(),
        read: () => Promise.resolve({ policy, source: 'file' }),
        change: () => Promise.resolve({ kind: 'changed', policy }),
      },
    });
    const backend = createBackend(mac, DESKTOP);
    const seen: (string | undefined)[] = [];
    const listKind = () =>
      backend.store.getState().checked?.rows.find(({ id }) => id === 'firewall-allow-list')?.finding.kind;
    await backend.start();
    expect(listKind()).toBe('compliant');

    // A program of this Mac that the firewall has no rule for.
    const application = { name: 'curl', paths: ['/opt/homebrew/bin/brew'], reason: 'A test.' };
    simulated.change((state) => ({
      ...state,
      files: {
        ...state.files,
        '/opt/homebrew/bin/brew': { text: '', mode: 0o755, owner: state.user, modifiedAt: state.time },
      },
    }));
    policy = { ...DEFAULT_POLICY, allowedApplications: [...DEFAULT_POLICY.allowedApplications, application] };
    backend.store.subscribe(() => seen.push(listKind()));
    await backend.handlers.getPolicy(undefined);
    await expect.poll(listKind).toBe('noncompliant');
    expect(seen).not.toContain('compliant');
  });
});
