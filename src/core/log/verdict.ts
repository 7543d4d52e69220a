/** What the firewall did: `asked` means that it waits for the person's answer, `other` that the message does not say. */
export type LogVerdict = 'denied' | 'allowed' | 'asked' | 'other';

/** One end of a connection as a message names it; the address is missing where only a port was named. */
export interface NetworkEnd {
  readonly address?: string;
  readonly port: number;
}
