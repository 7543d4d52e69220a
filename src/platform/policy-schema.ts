import * as z from 'zod/mini';
import type { Policy } from '../core/policy';
import { holdsUnseen, orNearest } from './policy-words';

/** What is wrong with the value at a path: a predicate, such as "has to be text". */
export interface Fault {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** The key itself is wrong, not what stands behind it. */
  readonly ofKey?: true;
}

/** A policy as its file holds it. */
export type PolicyForm = z.infer<typeof formSchema>;

/** How the name of the form is written in the file. */
export const POLICY_SCHEMA = 'batten.policy/1';

/** Text with a rule of its own; `whyNot` gives a predicate. Numbers and words such as `true` have to be quoted to be text. */
function text(whyNot: (value: string) => string | undefined): z.ZodMiniString {
  return z
    .string({ error: ({ input }) => (input === null ? 'is empty' : 'has to be text; put it in quotes') })
    .check(({ value, issues }) => {
      const message = whyNot(value);
      if (message !== undefined) issues.push({ code: 'custom', message, input: value });
    });
}

function whyNotWords(value: string, longest: number): string | undefined {
  if (value === '') return 'is empty';
  if (value.includes('\n')) return 'has to be one line';
  if (holdsUnseen(value)) return 'holds characters that cannot be seen';
  if (value !== value.trim()) return 'begins or ends with a space';
  return value.length > longest ? `is longer than ${longest} characters` : undefined;
}

function whyNotHostname(value: string): string | undefined {
  if (value !== value.toLowerCase()) return 'has to be written in small letters';
  if (value.length > 253) return 'is longer than 253 characters';
  const labels = value.split('.');
  // cloudflared takes a star as the first label; it stands for just that route here.
  const named = labels[0] === '*' ? labels.slice(1) : labels;
  const sound = named.every((label) => label.length <= 63 && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(label));
  if (named.length < 2 || !sound || /^[0-9]+$/.test(named.at(-1) ?? '')) {
    return 'has to be a hostname, such as boards.example.com';
  }
  return undefined;
}

function whyNotPath(value: string): string | undefined {
  if (!value.startsWith('/')) return 'has to be absolute: it begins with / (a ~ is not filled in)';
  if (holdsUnseen(value)) return 'holds characters that cannot be seen';
  if (value.length > 1024) return 'is longer than 1024 characters';
  const parts = value.slice(1).split('/');
  const plain = parts.every((part) => part !== '' && part !== '.' && part !== '..');
  return plain ? undefined : 'has to be a plain path, without . and .. and without a / at its end';
}

function whyNotHealthPath(value: string): string | undefined {
  // No brackets and braces: curl would make several addresses of them.
  if (/^\/[\w.~!$&'()*+,;=:@%/?-]*$/.test(value) && value.length <= 200) return undefined;
  return 'has to be the path of an address, such as /health';
}

function whyNotDate(value: string): string | undefined {
  return z.iso.date().safeParse(value).success ? undefined : 'has to be a day of the calendar, as YYYY-MM-DD';
}

function whyNotProgram(value: string): string | undefined {
  return value.includes('/') ? 'has to be a name without a folder' : whyNotWords(value, 100);
}

function oneOf<const T extends readonly string[]>(...words: T) {
  return z.enum(words, { error: `has to be ${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}` });
}

function listOf<T extends z.core.SomeType>(item: T) {
  return z.exactOptional(z.nullable(z.array(item, { error: 'has to be a list' })));
}

const PORT = 'has to be a whole number from 1 to 65535';
const ofKeys = { error: 'has to hold keys and values' };
const name = text((value) => whyNotWords(value, 100));
const date = text(whyNotDate);
const hostname = text(whyNotHostname);
const port = z
  .int({ error: ({ input }) => (typeof input === 'string' ? `${PORT}, not in quotes` : PORT) })
  .check(z.minimum(1, PORT), z.maximum(65_535, PORT));
// A folded text ends with a line break that nobody meant.
const reason = z.pipe(
  z.transform((value) => (typeof value === 'string' ? value.trim() : value)),
  text((value) => whyNotWords(value, 500)),
);

const serviceShape = {
  name,
  port,
  protocol: z.exactOptional(oneOf('tcp', 'udp')),
  process: z.exactOptional(text(whyNotProgram)),
  container: z.exactOptional(text(whyNotProgram)),
  scope: oneOf('this-mac', 'vpn', 'lan', 'everyone'),
  tunnel: z.exactOptional(hostname),
  health: z.exactOptional(text(whyNotHealthPath)),
  reason,
  retired: z.exactOptional(date),
  review: z.exactOptional(date),
};

const applicationShape = {
  name,
  path: z.exactOptional(text(whyNotPath)),
  paths: z.exactOptional(z.array(text(whyNotPath), { error: 'has to be a list' }).check(z.minLength(1, 'is empty'))),
  reason,
};

const tunnelShape = { hostname, port, service: name, retired: z.exactOptional(date) };

// Which ids there are is asked with the other rules: the form is the same for every catalogue.
const tasksShape = { 'not-wanted': listOf(name), airdrop: z.exactOptional(oneOf('off', 'contacts-only')) };

const topShape = {
  schema: z.literal(POLICY_SCHEMA, { error: `has to be ${POLICY_SCHEMA}, which is all this version of Batten reads` }),
  review: z.exactOptional(date),
  tasks: z.exactOptional(z.nullable(z.strictObject(tasksShape, ofKeys))),
  services: listOf(z.strictObject(serviceShape, ofKeys)),
  'allowed-applications': listOf(z.strictObject(applicationShape, ofKeys)),
  tunnels: listOf(z.strictObject(tunnelShape, ofKeys)),
};
const formSchema = z.strictObject(topShape, ofKeys);

const KEYS: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(topShape),
  tasks: Object.keys(tasksShape),
  services: Object.keys(serviceShape),
  'allowed-applications': Object.keys(applicationShape),
  tunnels: Object.keys(tunnelShape),
};

export type FormReading =
  | { readonly kind: 'read'; readonly form: PolicyForm }
  | { readonly kind: 'invalid'; readonly faults: readonly Fault[] };

/** The value of a file in the form of a policy, or everything about it that is not. */
export function readForm(value: unknown): FormReading {
  const result = formSchema.safeParse(value);
  if (result.success) return { kind: 'read', form: result.data };
  return { kind: 'invalid', faults: result.error.issues.flatMap(faultsIn) };
}

function faultsIn(issue: z.core.$ZodIssue): readonly Fault[] {
  if (issue.code !== 'unrecognized_keys') return [{ path: issue.path, message: issue.message }];
  const known = KEYS[String(issue.path[0] ?? '')] ?? [];
  return issue.keys.map((key) => ({
    path: [...issue.path, key],
    message: `is not a key that is known here${orNearest(key, known)}`,
    ofKey: true,
  }));
}

/** The policy that a form in order stands for. What is not written is not expected. */
export function policyOf(form: PolicyForm): Policy {
  return {
    notWanted: form.tasks?.['not-wanted'] ?? [],
    airdrop: form.tasks?.airdrop === 'contacts-only' ? 'Contacts Only' : 'Off',
    services: (form.services ?? []).map(({ protocol = 'tcp', health, ...service }) => ({
      ...service,
      protocol,
      ...(health === undefined ? {} : { health: { kind: 'http' as const, path: health } }),
    })),
    allowedApplications: (form['allowed-applications'] ?? []).map((application) => ({
      name: application.name,
      paths: application.paths ?? [application.path ?? ''],
      reason: application.reason,
    })),
    tunnels: form.tunnels ?? [],
    ...(form.review === undefined ? {} : { review: form.review }),
  };
}
