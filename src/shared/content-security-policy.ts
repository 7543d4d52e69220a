/** What the pages may do: show what is bundled, and nothing over any network. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
  // Without this, workers may come from wherever scripts may.
  "worker-src 'none'",
  "require-trusted-types-for 'script'",
  // No policy can be made that would turn text into script after all.
  "trusted-types 'none'",
].join('; ');
