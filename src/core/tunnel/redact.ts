/** Stands where a secret stood. */
const HIDDEN = '[hidden]';

/** A tunnel's token is base64 of a JSON object, and a JSON Web Token three of those: both begin with `eyJ`. */
const ENCODED_OBJECT = /eyJ[\w+/=-]{37,}(?:\.[\w+/=-]+)*/g;

/** Flags and names after which a secret follows, as cloudflared has them; after `--token-file` comes a path. */
const NAMES = [
  '--token',
  '--credentials-contents',
  '--service-token-secret',
  '--secret',
  '--api-key',
  'TUNNEL_TOKEN',
  'TUNNEL_CRED_CONTENTS',
  'TUNNEL_SERVICE_TOKEN_SECRET',
  'TUNNEL_CREATE_SECRET',
  'TUNNEL_MANAGEMENT_TOKEN',
  'TUNNEL_API_KEY',
  'TunnelSecret',
  'CF-Access-Client-Secret',
  'apiToken',
].join('|');

// What may stand between a name and its value: quotation marks (also of JSON within JSON) around a sign or blanks, or the tags
// of a property list. All lengths are bounded, so that long runs of blanks cost no time.
const QUOTE = String.raw`(?:\\{0,3}["'])?`;
const SIGN = String.raw`\s{0,80}(?:=>|=|:|,)\s{0,80}`;
const TAGS = String.raw`<\/(?:string|key)>\s{0,80}<string>`;
const VALUE = String.raw`((?<=")[^"\n]+|(?<=')[^'\n]+|[^\s"'<]+)`;

const NAMED = new RegExp(
  String.raw`(?<![\w-])((?:${NAMES})(?:${TAGS}|${QUOTE}(?:${SIGN}|\s{1,80})${QUOTE}))${VALUE}`,
  'gi',
);

/** The word alone needs a sign after it: sentences speak of tokens too. */
const WORD = new RegExp(String.raw`(?<![\w-])(token(?:${TAGS}|${QUOTE}${SIGN}${QUOTE}))${VALUE}`, 'gi');

/** A name and a password before the host of an address. */
const USER_INFO = /:\/\/[^\s/"'<>]{1,512}@/g;

/**
 * Takes tokens and passwords of tunnels out of any text that may be shown: output of ps and launchctl, property lists,
 * configuration files, error messages.
 */
export function redactTunnelText(text: string): string {
  return text
    .replaceAll(ENCODED_OBJECT, HIDDEN)
    .replaceAll(NAMED, `$1${HIDDEN}`)
    .replaceAll(WORD, `$1${HIDDEN}`)
    .replaceAll(USER_INFO, '://');
}
