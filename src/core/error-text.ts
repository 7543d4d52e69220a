/** What was thrown, as text for a person: a library may throw anything. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
