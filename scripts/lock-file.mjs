// What package-lock.json says, for scripts/sbom.mjs and scripts/supply-chain.mjs. Read directly rather than through npm,
// whose own answer to "what are the production dependencies" differs with its version and with what is installed.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './build.mjs';

/**
 * @typedef {{ version?: string, name?: string, integrity?: string, resolved?: string, license?: string, link?: boolean,
 *   dev?: boolean, devOptional?: boolean, optional?: boolean, hasInstallScript?: boolean,
 *   dependencies?: Record<string, string>, devDependencies?: Record<string, string>,
 *   peerDependencies?: Record<string, string>, description?: string }} LockEntry
 * @typedef {{ lockfileVersion: number, packages: Record<string, LockEntry> }} LockFile
 * @typedef {{ place: string, name: string, version: string, licence: string | undefined, integrity: string | undefined,
 *   needs: readonly string[] }} Shipped `name` as it is published, `needs` as names in node_modules
 */

/** @returns {LockFile} */
export const readLock = (root = projectRoot) => JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));

/** @returns {Record<string, any>} */
export const readPackage = (root = projectRoot) => JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** The last name of a place: `node_modules/a/node_modules/@b/c` is `@b/c`. */
export const nameOfPlace = (place) => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** @returns {Shipped} */
export function describeEntry(place, entry) {
  return {
    place,
    name: entry.name ?? nameOfPlace(place),
    version: entry.version ?? '',
    licence: entry.license,
    integrity: entry.integrity,
    needs: Object.keys(entry.dependencies ?? {}),
  };
}

/**
 * What is bundled into the app: everything that is installed without the development dependencies.
 * @param {LockFile} lock
 * @returns {Shipped[]}
 */
export function shippedPackages(lock) {
  return Object.entries(lock.packages)
    .filter(([place, { dev, devOptional }]) => place !== '' && !dev && !devOptional)
    .map(([place, entry]) => describeEntry(place, entry));
}
