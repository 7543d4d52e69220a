// The software bill of materials, CycloneDX 1.5: what is bundled into the app, and the Electron around it.
//
//   npm run sbom                 prints it
//   npm run package[:dir]        writes it beside what it packages (scripts/package.mjs)
//
// The same lock file always gives the same bytes: the serial number comes from the content, and a time is named only
// where SOURCE_DATE_EPOCH gives one. `npm sbom` does neither, and leaves out packages when it is asked for the lock file.
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describeEntry, nameOfPlace, readLock, readPackage, shippedPackages } from './lock-file.mjs';

const purl = ({ name, version }) => `pkg:npm/${name.replace('@', '%40')}@${version}`;

/** A licence as CycloneDX has it: an identifier of SPDX, or an expression of several. */
function licences(licence) {
  if (licence === undefined) return {};
  return { licenses: [/[ ()]/.test(licence) ? { expression: licence } : { license: { id: licence } }] };
}

function hashes(integrity) {
  const [, base64] = /^sha512-(\S+)$/.exec(integrity ?? '') ?? [];
  if (base64 === undefined) return {};
  return { hashes: [{ alg: 'SHA-512', content: Buffer.from(base64, 'base64').toString('hex') }] };
}

function component(found, type) {
  const { name, version, licence, integrity } = found;
  const scoped = /^(@[^/]+)\/(.+)$/.exec(name);
  return {
    type,
    'bom-ref': purl(found),
    ...(scoped ? { group: scoped[1], name: scoped[2] } : { name }),
    version,
    scope: 'required',
    ...hashes(integrity),
    ...licences(licence),
    purl: purl(found),
  };
}

/** A UUID (version 8: of one's own making) from the content, as RFC 9562 lays it out. */
function serialNumber(content) {
  const hex = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ];
  return `urn:uuid:${parts.join('-')}`;
}

/**
 * The bill of materials as an object.
 * @param {{ electron?: string }} [options] `electron`: the version that is packaged, where it is not the pinned one
 */
export function billOfMaterials({ electron } = {}) {
  const lock = readLock();
  const about = readPackage();
  const app = { name: about.name, version: about.version };
  const pinned = describeEntry('node_modules/electron', lock.packages['node_modules/electron']);
  // The hash is that of the package from the registry; it says nothing about another version.
  const framework =
    electron === undefined || electron === pinned.version
      ? pinned
      : { ...pinned, version: electron, integrity: undefined };
  const shipped = shippedPackages(lock).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const refOf = new Map(shipped.map((one) => [nameOfPlace(one.place), purl(one)]));
  const refs = (names) => names.flatMap((name) => refOf.get(name) ?? []).toSorted();

  const { SOURCE_DATE_EPOCH: epoch } = process.env;
  const content = {
    metadata: {
      ...(epoch ? { timestamp: new Date(Number(epoch) * 1000).toISOString() } : {}),
      lifecycles: [{ phase: 'build' }],
      component: {
        type: 'application',
        'bom-ref': purl(app),
        name: about.productName,
        version: about.version,
        description: about.description,
        ...licences(about.license),
        purl: purl(app),
      },
    },
    components: [...shipped.map((one) => component(one, 'library')), component(framework, 'framework')],
    dependencies: [
      { ref: purl(app), dependsOn: [...refs(Object.keys(about.dependencies)), purl(framework)] },
      ...shipped.map((one) => ({ ref: purl(one), dependsOn: refs(one.needs) })),
      { ref: purl(framework), dependsOn: [] },
    ],
  };
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.5.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    serialNumber: serialNumber(content),
    version: 1,
    ...content,
  };
}

/**
 * Writes it into the folder of a build.
 * @param {string} folder
 * @param {{ electron?: string }} [options]
 * @returns {string} the path of the file
 */
export function writeBillOfMaterials(folder, options) {
  const file = join(folder, `batten-${readPackage().version}.cdx.json`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `${JSON.stringify(billOfMaterials(options), null, 2)}\n`);
  return file;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.stdout.write(`${JSON.stringify(billOfMaterials(), null, 2)}\n`);
}
