// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest';
import { connect, useShown } from '../../src/renderer/snapshot-store';
import { fakeApi } from './fake-api';
import { rows, rowsWith, snapshotOf } from './fixtures';

const revision = (): number | undefined => useShown.getState().snapshot?.revision;

describe('the snapshot store', () => {
  afterEach(() => useShown.setState({ snapshot: undefined, problem: undefined, request: undefined }));

  it('drops a snapshot that is not newer than the one at hand', async () => {
    const fake = fakeApi({ snapshot: snapshotOf(rows(), { revision: 5 }) });
    const stop = connect(fake.api);
    await Promise.resolve();
    await Promise.resolve();
    fake.push('snapshotChanged', snapshotOf(rowsWith('firewall'), { revision: 7 }));
    fake.push('snapshotChanged', snapshotOf(rows(), { revision: 6 }));
    fake.push('snapshotChanged', snapshotOf(rows(), { revision: 7 }));
    expect(revision()).toBe(7);
    expect(useShown.getState().snapshot?.checked?.overall).toBe('exposed');
    stop();
  });

  it('listens no longer once it is stopped', () => {
    const fake = fakeApi();
    connect(fake.api)();
    fake.push('snapshotChanged', snapshotOf(rows(), { revision: 9 }));
    expect(revision()).toBeUndefined();
  });

  it('keeps a failed answer as a problem and shows nothing it does not know', async () => {
    const fake = fakeApi({ failing: { getSnapshot: 'the main process is busy' } });
    const stop = connect(fake.api);
    await new Promise((resolve) => setTimeout(resolve));
    expect(useShown.getState().problem).toEqual({ call: 'getSnapshot', error: 'the main process is busy' });
    expect(revision()).toBeUndefined();
    stop();
  });
});
