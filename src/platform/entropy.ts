import { createHash, randomBytes } from 'node:crypto';
import type { Entropy } from '../core/ports';

/** Randomness, hashes and base64 from Node. Damaged base64 or UTF-8 decodes to what can be read of it, never to an error. */
export const systemEntropy: Entropy = {
  hex: (bytes) => randomBytes(bytes).toString('hex'),
  sha256: (text) => createHash('sha256').update(text, 'utf8').digest('hex'),
  decodeBase64: (text) => Buffer.from(text, 'base64').toString('utf8'),
};
