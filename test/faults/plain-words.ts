/** What is wrong with a reason as a person reads it; undefined when it is plain. */
export function whyNotPlain(reason: unknown): string | undefined {
  if (typeof reason !== 'string' || reason.trim() === '') return 'there is no reason';
  // Paths are as they are. A name of the system's, a word of the test's, or something of JavaScript's.
  const strange = /\bE[A-Z]{2,}\b|planted|undefined|\[object|TypeError|NaN/.exec(reason.replaceAll(/\/\S+/g, '/'));
  return strange === null ? undefined : `it says “${strange[0]}”: ${reason}`;
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
