/** Where a recommendation comes from; every number carries the edition it belongs to. */
export type Reference =
  | { readonly kind: 'mscp'; readonly rule: string }
  | {
      readonly kind: 'cis';
      readonly macos: number;
      readonly edition: string;
      readonly section: string;
      readonly level: 1 | 2;
    }
  | { readonly kind: 'stig'; readonly macos: number; readonly edition: string; readonly id: string }
  | { readonly kind: 'nist'; readonly controls: readonly string[] }
  | { readonly kind: 'cis-controls'; readonly safeguards: readonly string[] }
  | { readonly kind: 'iso-27001'; readonly controls: readonly string[]; readonly via: string };

/** Shapes that `test/tasks/catalogue.spec.ts` holds every reference to. */
export const REFERENCE_SHAPES = {
  mscp: /^(os|system_settings|audit)_[a-z_]+$/,
  section: /^\d+(\.\d+){1,3}$/,
  stig: /^APPL-(13|14|15|26)-00\d{4}$/,
  nist: /^[A-Z]{2}-\d{1,2}(\(\d+\))?$/,
  safeguard: /^\d{1,2}\.\d{1,2}$/,
  iso: /^A\.\d\.\d{1,2}$/,
} as const;

const CIS_EDITIONS = [
  [13, 'v3.0.0'],
  [14, 'v2.1.0'],
  [15, 'v1.1.0'],
  [26, 'v1.1.0'],
] as const;

const STIG_EDITIONS = [
  [13, 'V1R3'],
  [14, 'V2R3'],
  [15, 'V1R5'],
  [26, 'V1R1'],
] as const;

type PerRelease = readonly [string | null, string | null, string | null, string | null];

/** How a task writes its references: one line a source, the releases in the order 13, 14, 15, 26; null where there is none. */
export interface Sources {
  /** Absent where the project has no rule for the task. */
  readonly mscp?: string;
  readonly cis?: PerRelease;
  readonly level?: 1 | 2;
  readonly stig?: PerRelease;
  readonly nist: string;
  readonly safeguards: string;
  readonly iso?: { readonly controls: string; readonly via: string };
}

/**
 * Expands the short form into references.
 *
 * Numbers: NIST macOS Security Compliance Project, branches of 13, 14, 15 and 26. macOS 27 has no CIS benchmark and no
 * STIG, so none is shown there.
 */
export function references(sources: Sources): readonly Reference[] {
  const found: Reference[] = sources.mscp === undefined ? [] : [{ kind: 'mscp', rule: sources.mscp }];
  CIS_EDITIONS.forEach(([macos, edition], index) => {
    const section = sources.cis?.[index];
    if (section) found.push({ kind: 'cis', macos, edition, section, level: sources.level ?? 1 });
  });
  STIG_EDITIONS.forEach(([macos, edition], index) => {
    const id = sources.stig?.[index];
    if (id) found.push({ kind: 'stig', macos, edition, id: `APPL-${macos}-${id}` });
  });
  found.push({ kind: 'nist', controls: sources.nist.split(' ') });
  found.push({ kind: 'cis-controls', safeguards: sources.safeguards.split(' ') });
  if (sources.iso) found.push({ kind: 'iso-27001', controls: sources.iso.controls.split(' '), via: sources.iso.via });
  return found;
}

/** The benchmark's number as a chip, and the edition it belongs to as its tooltip. */
export function referenceLabel(reference: Reference): { readonly label: string; readonly edition: string } {
  switch (reference.kind) {
    case 'mscp':
      return { label: reference.rule, edition: 'NIST macOS Security Compliance Project (rule id)' };
    case 'cis':
      return {
        label: `CIS ${reference.section} (L${reference.level})`,
        edition: `CIS Apple macOS ${reference.macos} Benchmark ${reference.edition}`,
      };
    case 'stig':
      return { label: reference.id, edition: `DISA STIG for macOS ${reference.macos}, ${reference.edition}` };
    case 'nist':
      return { label: `800-53 ${reference.controls.join(', ')}`, edition: 'NIST SP 800-53 revision 5' };
    case 'cis-controls':
      return { label: `CIS Controls ${reference.safeguards.join(', ')}`, edition: 'CIS Critical Security Controls v8' };
    case 'iso-27001':
      return {
        label: `ISO 27001 ${reference.controls.join(', ')}`,
        edition: `ISO/IEC 27001:2022 Annex A, by NIST's mapping of ${reference.via} (the mapping says "intersect", not "equal")`,
      };
  }
}

/** The references that belong to a release: benchmarks of other releases are left out. */
export function referencesFor(all: readonly Reference[], macosMajor: number | undefined): readonly Reference[] {
  return all.filter(
    (one) => (one.kind !== 'cis' && one.kind !== 'stig') || macosMajor === undefined || one.macos === macosMajor,
  );
}
