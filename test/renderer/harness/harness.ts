// The screens without a main process: ?situation=mixed&surface=popover&pause=300
import { fakeApi } from '../fake-api';
import { SITUATIONS } from './situations';

const asked = new URLSearchParams(location.search);
const pause = Number(asked.get('pause') ?? 0);
const fake = fakeApi({
  ...SITUATIONS[asked.get('situation') ?? 'mixed'],
  surface: asked.get('surface') === 'popover' ? 'popover' : 'window',
  pause: () => new Promise((resolve) => setTimeout(resolve, pause)),
});
Object.assign(window, { batten: fake.api, fake });
await import('../../../src/renderer/main');
