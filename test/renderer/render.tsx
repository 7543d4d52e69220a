import { act, cleanup, render } from '@testing-library/react';
import { App } from '../../src/renderer/App';
import { connect, useShown } from '../../src/renderer/snapshot-store';
import { type FakeApi, fakeApi, type FakeWorld } from './fake-api';

// happy-dom draws nothing, so it knows no top layer either.
if (typeof HTMLElement !== 'undefined' && !('showPopover' in HTMLElement.prototype)) {
  Object.assign(HTMLElement.prototype, { showPopover: () => undefined });
}

let stop: (() => void) | undefined;

/** Starts a screen on a fake main process and waits until it has settled. Ends the one before. */
export async function open(world: Partial<FakeWorld> = {}): Promise<FakeApi> {
  close();
  const fake = fakeApi(world);
  Object.assign(window, { batten: fake.api });
  stop = connect(fake.api);
  render(<App surface={fake.world.surface} />);
  await settle();
  return fake;
}

export function close(): void {
  stop?.();
  stop = undefined;
  cleanup();
  useShown.setState({ snapshot: undefined, problem: undefined, request: undefined });
}

/** Lets every answer that is under way arrive. */
export async function settle(): Promise<void> {
  await act(async () => {
    for (let turn = 0; turn < 30; turn += 1) await Promise.resolve();
  });
}
